"""What the database keeps. Every column is in `docs/who-sees-what.md`; a test holds the two against each other.

Nothing here says what anybody wrote, of what kind, when, or how much: that lies inside `sealed`. Ids are random.
"""

from __future__ import annotations

import secrets
from typing import ClassVar
from uuid import UUID

from django.db import models


def new_id() -> UUID:
    """A random id that says nothing of when it was made."""
    return UUID(bytes=secrets.token_bytes(16))


class Instance(models.Model):
    """This installation; there is one row."""

    release: models.CharField[str, str] = models.CharField(max_length=32)
    mark: models.UUIDField[UUID, UUID] = models.UUIDField(default=new_id)
    pepper: models.CharField[str, str] = models.CharField(max_length=64, default="")  # digest of the one in use

    class Meta:
        """One row alone."""

        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(pk=1), name="one_instance")]

    def __str__(self) -> str:
        return f"opened by {self.release}"


class Space(models.Model):
    """A stream of sealed entries, with a key of its own."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    room: models.CharField[str, str] = models.CharField(max_length=8)
    epoch: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=1)
    public: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=32)  # drops are sealed to it
    head: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    closed: models.BooleanField[bool, bool] = models.BooleanField(default=False)  # an archive is read, never written

    def __str__(self) -> str:
        return f"{self.room} up to {self.head}"


class Key(models.Model):
    """The key of a space's epoch, sealed for one person."""

    space: models.ForeignKey[Space, Space] = models.ForeignKey(Space, models.CASCADE, related_name="keys")
    space_id: UUID
    epoch: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    holder: models.UUIDField[UUID, UUID] = models.UUIDField(db_index=True)
    granter: models.UUIDField[UUID, UUID] = models.UUIDField()  # oneself: wrapped under the own user key
    sealed: models.BinaryField[bytes, bytes] = models.BinaryField()

    class Meta:
        """One key a person and epoch."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["space", "epoch", "holder"], name="one_key_each")]

    def __str__(self) -> str:
        return f"epoch {self.epoch}"


class Row(models.Model):
    """A sealed entry in its place."""

    space: models.ForeignKey[Space, Space] = models.ForeignKey(Space, models.CASCADE, related_name="rows")
    space_id: UUID
    sequence: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    entry: models.UUIDField[UUID, UUID] = models.UUIDField()
    epoch: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    sealed: models.BinaryField[bytes, bytes] = models.BinaryField()

    class Meta:
        """A place holds one entry, an entry has one place."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "sequence"], name="one_entry_a_place"),
            models.UniqueConstraint(fields=["space", "entry"], name="one_place_an_entry"),
        ]

    def __str__(self) -> str:
        return f"entry {self.sequence}"


class Drop(models.Model):
    """A document sealed to a space by who cannot read there; the next opened visit moves it into the stream."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    space: models.ForeignKey[Space, Space] = models.ForeignKey(Space, models.CASCADE, related_name="drops")
    space_id: UUID
    epoch: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    sealed: models.BinaryField[bytes, bytes] = models.BinaryField()

    def __str__(self) -> str:
        return "a drop"


class Cache(models.Model):
    """A closed run of entries in one seal (a chapter), or a fold as it stood (a checkpoint). Never the only copy."""

    space: models.ForeignKey[Space, Space] = models.ForeignKey(Space, models.CASCADE, related_name="caches")
    space_id: UUID
    name: models.CharField[str, str] = models.CharField(max_length=48)  # `chapter`, or fold and version
    first: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    last: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    epoch: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    sealed: models.BinaryField[bytes, bytes] = models.BinaryField()

    class Meta:
        """One cache a name and beginning."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["space", "name", "first"], name="one_cache_a_run")]

    def __str__(self) -> str:
        return f"{self.name} {self.first}–{self.last}"


class LiveRow(models.Model):
    """A fact that both must know at once; folded into the sealed space by the next opened visit, then deleted."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    space: models.ForeignKey[Space, Space] = models.ForeignKey(Space, models.CASCADE, related_name="live")
    space_id: UUID
    kind: models.CharField[str, str] = models.CharField(max_length=16)
    who: models.UUIDField[UUID, UUID] = models.UUIDField()
    at: models.BigIntegerField[int, int] = models.BigIntegerField()
    return_at: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    extensions: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=0)
    acknowledged: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.kind


class DueRow(models.Model):
    """When a person may be reminded next, for one purpose."""

    account: models.UUIDField[UUID, UUID] = models.UUIDField()
    purpose: models.CharField[str, str] = models.CharField(max_length=24)
    next_at: models.BigIntegerField[int, int] = models.BigIntegerField(db_index=True)
    quiet_until: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    unanswered: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=0)
    leased_until: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    rung_at: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)  # the last instant that rang

    class Meta:
        """One instant a person and purpose."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "purpose"], name="one_due_each")]

    def __str__(self) -> str:
        return self.purpose


class SessionRow(models.Model):
    """A device that is signed in; its keys open with the cookie alone."""

    digest: models.CharField[str, str] = models.CharField(primary_key=True, max_length=64)
    account: models.UUIDField[UUID, UUID] = models.UUIDField(db_index=True)
    expires: models.BigIntegerField[int, int] = models.BigIntegerField()
    couple: models.BinaryField[bytes, bytes] = models.BinaryField()
    private: models.BinaryField[bytes | None, bytes | None] = models.BinaryField(null=True)
    private_expires: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    label: models.BinaryField[bytes, bytes] = models.BinaryField()  # the device's name, sealed

    def __str__(self) -> str:
        return "a session"
