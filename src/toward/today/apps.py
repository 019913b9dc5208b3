"""Today as Django knows it: no tables, only rules that every visit finds."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class TodayConfig(AppConfig):
    """The evening."""

    name = "toward.today"

    def ready(self) -> None:
        """Put the rules where visits find them."""
        import_string(f"{self.name}.doing.register")()
