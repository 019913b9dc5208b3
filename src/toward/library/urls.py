"""Where the library lives."""

from django.urls import path

from toward.library.views import evidence

urlpatterns = [path("evidence/", evidence, name="evidence")]
