"""A server that says everything it can: each statement to the database, each logger at DEBUG, each page's template."""

from __future__ import annotations

import logging

from django.db.backends.signals import connection_created
from jinja2 import Environment, Template

from toward.web import pages

STAMP = "X-Template"


class Stamped(Template):
    """A template that leaves its name with the request that it was drawn for."""

    def render(self, *args, **kwargs):
        request = dict(*args, **kwargs).get("request")
        if request is not None:
            request.drawn_from = self.name
        return super().render(*args, **kwargs)


def environment(**options) -> Environment:
    """The product's environment, with templates that leave their names."""
    one = pages.environment(**options)
    one.template_class = Stamped
    return one


class Loud:
    """Puts every logger that there is on DEBUG when the app is loaded, and a template's name on every answer."""

    def __init__(self, get_response):
        self.get_response = get_response
        connection_created.connect(_say_statements, dispatch_uid="canary")
        for name in list(logging.root.manager.loggerDict):
            logging.getLogger(name).setLevel(logging.DEBUG)

    def __call__(self, request):
        response = self.get_response(request)
        if hasattr(request, "drawn_from"):
            response.headers[STAMP] = request.drawn_from
        return response


def _say_statements(connection, **_):
    connection.force_debug_cursor = True
