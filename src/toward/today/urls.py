"""Where an evening is told."""

from django.urls import path

from toward.today import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/weeks/", views.weeks, name="today_weeks"),
    path("phone-down/", views.down, name="phone_down"),
]
