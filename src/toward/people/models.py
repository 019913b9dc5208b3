"""What is known of people: what they sign in with, and who was invited. Every column is in `docs/who-sees-what.md`."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from toward.store.models import new_id


class Account(models.Model):
    """One person, and their key under what they know and hold."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    handle: models.CharField[str, str] = models.CharField(max_length=64, unique=True)  # as typed, in one spelling
    salt: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    memory: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    passes: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    has_card: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    digest: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=32)  # of the proof, not of the password
    by_password: models.BinaryField[bytes, bytes] = models.BinaryField()  # the user key, wrapped
    by_recovery: models.BinaryField[bytes | None, bytes | None] = models.BinaryField(null=True)
    public: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=32)
    identity: models.BinaryField[bytes, bytes] = models.BinaryField()  # its private half, under the user key
    language: models.CharField[str, str] = models.CharField(max_length=8, default="en")

    def __str__(self) -> str:
        return "an account"


class Invitation(models.Model):
    """A way in for one person, once, for two days; only the digest of its code is kept."""

    digest: models.CharField[str, str] = models.CharField(primary_key=True, max_length=64)
    inviter: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(
        null=True, db_index=True
    )  # None: by the host
    expires: models.BigIntegerField[int, int] = models.BigIntegerField()
    guest: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True)
    inviter_agrees: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    guest_agrees: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "an invitation"


class Couple(models.Model):
    """Which two share which space, and whether they still do."""

    space: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True)
    one: models.UUIDField[UUID, UUID] = models.UUIDField(db_index=True)
    other: models.UUIDField[UUID, UUID] = models.UUIDField(db_index=True)
    ended: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "a couple"


class Attempt(models.Model):
    """How often a door was tried with a wrong key lately; by a keyed digest, so that it names nobody."""

    digest: models.CharField[str, str] = models.CharField(max_length=64)
    window: models.BigIntegerField[int, int] = models.BigIntegerField()
    count: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)

    class Meta:
        """One count a door and quarter of an hour."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["digest", "window"], name="one_count_a_window")]

    def __str__(self) -> str:
        return "attempts"


class Passkey(models.Model):
    """What a device or a key on a ring answers with instead of a password, or beside one."""

    digest: models.CharField[str, str] = models.CharField(primary_key=True, max_length=64)  # of the credential's id
    account: models.UUIDField[UUID, UUID] = models.UUIDField(db_index=True)
    credential: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=1023)
    public: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=1024)  # its public key (COSE)
    count: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    opens: models.BinaryField[bytes | None, bytes | None] = models.BinaryField(
        null=True
    )  # the user key; None: second step
    label: models.BinaryField[bytes, bytes] = models.BinaryField()  # what its owner calls it, sealed

    def __str__(self) -> str:
        return "a passkey"


class PutAside(models.Model):
    """The keys of somebody who began anew without password and kit, for a month, in case the recovery line turns up.

    Who begins anew twice has two rows: neither hides what lies behind the other.
    """

    account: models.UUIDField[UUID, UUID] = models.UUIDField(db_index=True)
    until: models.BigIntegerField[int, int] = models.BigIntegerField()
    public: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=32)
    by_recovery: models.BinaryField[bytes, bytes] = models.BinaryField()
    identity: models.BinaryField[bytes, bytes] = models.BinaryField()

    def __str__(self) -> str:
        return "keys put aside"


class Reset(models.Model):
    """A way to begin anew under a name, once, for two days; only the digest of its code is kept."""

    digest: models.CharField[str, str] = models.CharField(primary_key=True, max_length=64)
    account: models.UUIDField[UUID, UUID] = models.UUIDField(db_index=True)
    expires: models.BigIntegerField[int, int] = models.BigIntegerField()

    def __str__(self) -> str:
        return "a way to begin anew"
