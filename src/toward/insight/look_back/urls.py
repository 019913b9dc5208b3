"""Where the look-back lives."""

from django.urls import path

from toward.insight.look_back.views import look_back

urlpatterns = [path("look-back/", look_back, name="look_back")]
