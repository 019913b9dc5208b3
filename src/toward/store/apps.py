"""The store as Django knows it."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from toward.store.sqlite import prepare


class StoreConfig(AppConfig):
    """Prepares every new connection; a connection signal is Django's only door for that."""

    name = "toward.store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for new connections."""
        connection_created.connect(_prepare, dispatch_uid="toward.store")


def _prepare(sender: object, connection: object, **_: object) -> None:
    prepare(connection)
