"""The small rituals of a couple that words give away, and where a chat says them."""

from __future__ import annotations

RITUALS = (
    "good_morning",
    "good_night",
    "i_love_you",
    "how_was_your_day",
    "on_my_way",
    "thank_you",
    "sorry",
    "pet_names",
    "calls",
)
