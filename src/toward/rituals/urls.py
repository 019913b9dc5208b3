"""Where the rituals are."""

from django.urls import path

from toward.rituals import views

urlpatterns = [
    path("rituals/", views.rituals, name="rituals"),
    path("rituals/design/", views.design, name="ritual_design"),
]
