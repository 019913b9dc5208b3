"""The nudges as Django knows them."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from toward.people import also


class NotifyConfig(AppConfig):
    """Ways to a person, and what they wish of them."""

    name = "toward.notify"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Ring when something is due, go when somebody goes, know the hour when they choose another one."""
        for deeds, name in ((also.ON_ERASING, "channels.erase"), (also.ON_CHOOSING, "evenings.follow")):
            if f"{self.name}.{name}" not in deeds:
                deeds.append(f"{self.name}.{name}")
        import_string(f"{self.name}.when_due.register")()
