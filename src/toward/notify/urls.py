"""Where one says how one is reached, and the calendar that a link reads."""

from django.urls import path

from toward.notify import feed_views, views, way_views

urlpatterns = [
    path("reach/", views.reach, name="reach"),
    path("reach/add/", way_views.add, name="reach_add"),
    path("reach/remove/", way_views.remove, name="reach_remove"),
    path("reach/test/", way_views.test, name="reach_test"),
    path("reach/pace/", views.pace, name="reach_pace"),
    path("reach/calendar/", feed_views.link, name="reach_calendar"),
    path("feed/<str:secret>.ics", feed_views.feed, name="feed"),
]
