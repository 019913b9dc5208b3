"""Where Us is."""

from django.urls import path

from toward.insight.us import views

urlpatterns = [path("us/", views.us, name="us")]
