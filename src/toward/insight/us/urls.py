"""Where Us is."""

from django.urls import path

from toward.insight.us import views

urlpatterns = [path("us/", views.us, name="us"), path("us/week/", views.week, name="us_week")]
