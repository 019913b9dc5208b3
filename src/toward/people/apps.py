"""The people as Django knows them."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts and invitations."""

    name = "toward.people"
    default_auto_field = "django.db.models.BigAutoField"
