"""Every address of the app, and the rooms for tests."""

from __future__ import annotations

from django.urls import include, path

from toward.web.tests.canary import pages

urlpatterns = [
    path("test/slip/", pages.slip, name="test_slip"),
    path("test/breaks/", pages.breaks, name="test_breaks"),
    path("test/broken-off/", pages.broken_off, name="test_broken_off"),
    path("test/<str:room>/", pages.room, name="test_room"),
    path("", include("toward.web.urls")),
]

handler400 = "toward.web.errors.bad_request"
handler403 = "toward.web.errors.forbidden"
handler404 = "toward.web.errors.not_found"
handler500 = "toward.web.errors.broken"
