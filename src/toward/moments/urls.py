"""Where the moments are."""

from django.urls import path

from toward.moments import views

urlpatterns = [path("moments/", views.moments, name="moments")]
