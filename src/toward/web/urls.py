"""Every address of the app."""

from django.urls import include, path

from toward.web import views

urlpatterns = [
    path("", views.first, name="first"),
    path("privacy/", views.privacy, name="privacy"),
    path("language/", views.choose_language, name="language"),
    path("theme/", views.choose_theme, name="theme"),
    path("name/", views.choose_name, name="name"),
    path("kitchen/", views.kitchen, name="kitchen"),
    path("health", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("", include("toward.web.offline.urls")),
    path("", include("toward.people.urls")),
    path("", include("toward.people.pair_urls")),
    path("", include("toward.notify.urls")),
    path("", include("toward.rituals.urls")),
    path("", include("toward.moments.urls")),
    path("", include("toward.today.urls")),
    path("", include("toward.insight.us.urls")),
    path("", include("toward.library.urls")),
    path("", include("toward.library.safety.urls")),
    path("", include("toward.insight.look_back.urls")),
]

handler400 = "toward.web.errors.bad_request"
handler403 = "toward.web.errors.forbidden"
handler404 = "toward.web.errors.not_found"
handler500 = "toward.web.errors.broken"
