"""What the database keeps. So far only which release opened it last, so that an older one never writes into a newer shape."""

from __future__ import annotations

from django.db import models


class Instance(models.Model):
    """This installation; there is one row."""

    release: models.CharField[str, str] = models.CharField(max_length=32)

    class Meta:
        """One row alone."""

        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_instance")]  # noqa: RUF012

    def __str__(self) -> str:
        return f"opened by {self.release}"
