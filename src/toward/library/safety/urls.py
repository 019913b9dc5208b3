"""Where the safety pages live. An address says nothing: a browser remembers it, and others may look."""

from django.urls import path

from toward.library.safety import views

urlpatterns = [
    path("safety/", views.index, name="safety"),
    path("safety/numbers/", views.numbers, name="safety_numbers"),
    path("safety/<int:place>/", views.page, name="safety_page"),
]
