"""What a phone asks for by itself."""

from django.urls import path

from toward.web.offline import views

urlpatterns = [
    path("manifest.webmanifest", views.install, name="manifest"),
    path("sw.js", views.worker, name="worker"),
    path("offline/", views.offline, name="offline"),
]
