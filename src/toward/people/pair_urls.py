"""Where two come together and part, and where somebody takes their own things."""

from django.urls import path

from toward.people import own_views, pair_views, part_views, seen_views

urlpatterns = [
    path("pair/", pair_views.pair, name="pair"),
    path("pair/invite/", pair_views.invite, name="pair_invite"),
    path("pair/take-back/", pair_views.take_back, name="pair_take_back"),
    path("pair/words/", pair_views.answer, name="pair_words"),
    path("join/<str:code>/", pair_views.join, name="join"),
    path("part/", part_views.part, name="part"),
    path("archive/", part_views.archives, name="archives"),
    path("archive/<uuid:space>/", part_views.one_archive, name="archive"),
    path("archive/<uuid:space>/remove/", part_views.remove, name="archive_remove"),
    path("left-hands/", own_views.left_hands, name="left_hands"),
    path("export/", own_views.export, name="export"),
    path("import/", own_views.bring_in, name="bring_in"),
    path("missing/", seen_views.missing, name="missing"),
    path("erase-me/", own_views.erase_me, name="erase_me"),
]
