"""Settings of the demonstration: those of the product, with a clock, a bar and addresses of its own, in its own folder alone."""

from __future__ import annotations

from toward.vault.keys import Cost
from toward.web.demo.folder import refuse_what_is_lived_in

refuse_what_is_lived_in()  # before the product's settings make keys where there are none

from toward.web import settings as product  # noqa: E402
from toward.web.demo.clock import CLOCK as MADE_UP  # noqa: E402
from toward.web.settings import *  # noqa: E402, F403

CLOCK = MADE_UP
ROOT_URLCONF = "toward.web.demo.urls"
PASSWORD_COST = Cost(memory=1024, passes=1)  # these passwords stand on the first page
MIDDLEWARE = ["toward.web.demo.around.OwnCookies", *product.MIDDLEWARE, "toward.web.demo.around.Bar"]
