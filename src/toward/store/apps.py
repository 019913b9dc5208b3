"""The store as Django knows it."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import import_string

from toward.store.sqlite import prepare


class StoreConfig(AppConfig):
    """Prepares every new connection; a connection signal is Django's only door for that."""

    name = "toward.store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for new connections; write a backup every night."""
        connection_created.connect(_prepare, dispatch_uid="toward.store")
        import_string("toward.store.backups.nightly.register")()


def _prepare(sender: object, connection: object, **_: object) -> None:
    prepare(connection)
