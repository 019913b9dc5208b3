"""The rituals as Django knows them: no tables, only rules that every visit finds."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class RitualsConfig(AppConfig):
    """Designs, days, days away."""

    name = "toward.rituals"

    def ready(self) -> None:
        """Put the rules where visits find them."""
        import_string(f"{self.name}.doing.register")()
