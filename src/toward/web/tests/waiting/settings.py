"""The app as it is, with one form more, whose words may wait on a device; and passwords that cost little."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

from toward.vault.keys import Cost
from toward.web import settings as product
from toward.web.settings import *  # noqa: F403 (it is the product, and a little more)

PASSWORD_COST = Cost(memory=64, passes=1)
ROOT_URLCONF = "toward.web.tests.waiting.urls"
TEMPLATES = deepcopy(product.TEMPLATES)
TEMPLATES[0]["DIRS"] = [*product.TEMPLATES[0]["DIRS"], Path(__file__).with_name("forms")]
