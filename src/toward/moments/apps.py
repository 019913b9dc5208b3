"""The moments as Django knows them: no tables, only rules that every visit finds."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class MomentsConfig(AppConfig):
    """Moments, thanks, one reserve for both."""

    name = "toward.moments"

    def ready(self) -> None:
        """Put the rules where visits find them."""
        import_string(f"{self.name}.doing.register")()
