"""What is kept of the ways to a person. Every column is in `docs/who-sees-what.md`; addresses lie under the server's own key."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db import models

from toward.store.models import new_id


class Channel(models.Model):
    """One way to one person: a browser, an ntfy topic or a mail address."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    account: models.UUIDField[UUID, UUID] = models.UUIDField(db_index=True)
    way: models.CharField[str, str] = models.CharField(max_length=8)
    address: models.BinaryField[bytes, bytes] = models.BinaryField()  # under the server's own key; b"" once it is gone
    label: models.BinaryField[bytes, bytes] = models.BinaryField()  # what its owner calls it, under their key
    failing: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=0)
    ok_day: models.DateField[date | None, date | None] = models.DateField(null=True)

    def __str__(self) -> str:
        return "a channel"


class Wishes(models.Model):
    """What a person wishes of reminders: which, when not, and where they live. Nobody is signed in when it is asked."""

    account: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True)
    wishes: models.BinaryField[bytes, bytes] = models.BinaryField()  # under the server's own key, always of one size

    def __str__(self) -> str:
        return "wishes"


class Ringing(models.Model):
    """That one reminder goes out by one channel, so that it does so once; taken away after two days."""

    channel: models.ForeignKey[Channel, Channel] = models.ForeignKey(Channel, models.CASCADE, related_name="ringings")
    channel_id: UUID
    purpose: models.CharField[str, str] = models.CharField(max_length=24)
    at: models.BigIntegerField[int, int] = models.BigIntegerField()
    until: models.BigIntegerField[int, int] = models.BigIntegerField()  # second at which another try may begin
    sent: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    class Meta:
        """One ringing a channel, purpose and instant."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "purpose", "at"], name="one_ringing_each")]

    def __str__(self) -> str:
        return self.purpose


class Feed(models.Model):
    """A calendar that whoever has its link may read; only the link's digest is kept."""

    digest: models.CharField[str, str] = models.CharField(primary_key=True, max_length=64)
    account: models.UUIDField[UUID, UUID] = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return "a feed"
