"""Where an evening is told."""

from django.urls import path

from toward.today import views

urlpatterns = [path("today/", views.today, name="today"), path("phone-down/", views.down, name="phone_down")]
