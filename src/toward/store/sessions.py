"""Devices that are signed in: rows that open nothing without the cookie's secret.

Times are seconds, and `now` is always given: nothing here looks at a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from toward.store.changes import changed
from toward.store.models import SessionRow
from toward.vault.secret import SecretBytes
from toward.vault.sessions import Session, Tier, known_by, unwrap_keys, wrap_keys

COUPLE, PRIVATE, LONGEST_PRIVATE = 30 * 86_400, 600, 8 * 3600  # seconds; each unlocking begins a session anew


@dataclass(frozen=True, slots=True)
class Visit:
    """An open session.

    Args:
        account: whose.
        keys: of the light tier, by name.
        private: of the private tier, None while it is locked.
        private_until: second at which the private tier locks.
        longest: second at which it locks although somebody is there.
        row: the session's digest.
    """

    account: UUID
    keys: Mapping[str, SecretBytes]
    private: Mapping[str, SecretBytes] | None
    private_until: int
    longest: int
    row: str


def begin(
    instance: UUID,
    account: UUID,
    now: int,
    *,
    keys: Mapping[str, SecretBytes],
    private: Mapping[str, SecretBytes],
    label: bytes = b"",
) -> SecretBytes:
    """Sign a device in; returns the cookie's secret, which is kept nowhere here."""
    secret = SecretBytes.random()
    row = SessionRow(digest=known_by(secret).hex(), account=account, expires=now + COUPLE, label=label)
    row.private_expires = now + PRIVATE
    row.couple = wrap_keys(secret, keys, _session(instance, row, "couple"))
    row.private = wrap_keys(secret, private, _session(instance, row, "private"))
    row.save(force_insert=True)
    return secret


def visit(instance: UUID, secret: SecretBytes, now: int) -> Visit | None:
    """Open the session of a cookie, None if there is none or it has ended.

    A clock that was put back prolongs nothing: a private tier that would be open for longer than its ten minutes is locked.

    Raises:
        NotOpened: the row was tampered with.
    """
    row = SessionRow.objects.filter(digest=known_by(secret).hex()).first()
    if row is None or row.expires <= now:
        return None
    keys = unwrap_keys(secret, bytes(row.couple), _session(instance, row, "couple"))
    private = None
    if row.private is not None and now < row.private_expires <= now + PRIVATE:
        private = unwrap_keys(secret, bytes(row.private), _session(instance, row, "private"))
    return Visit(row.account, keys, private, row.private_expires, row.expires - COUPLE + LONGEST_PRIVATE, row.digest)


def stay(instance: UUID, secret: SecretBytes, now: int, opened: Visit) -> None:
    """Another ten minutes for the private tier, because somebody is there; never beyond its longest."""
    row = SessionRow.objects.filter(digest=opened.row).first()
    if row is None or opened.private is None:
        return
    row.private_expires = min(now + PRIVATE, opened.longest)
    row.private = wrap_keys(secret, opened.private, _session(instance, row, "private"))
    row.save(update_fields=["private", "private_expires"])


def holder(digest: str, now: int) -> UUID | None:
    """Whose session this is, without opening anything of it; None if it has ended.

    Args:
        digest: of the cookie's secret.
        now: second.
    """
    return SessionRow.objects.filter(digest=digest, expires__gt=now).values_list("account", flat=True).first()


def lock(digest: str) -> None:
    """Lock the private tier of a session."""
    SessionRow.objects.filter(digest=digest).update(private=None, private_expires=0)


def end(account: UUID, digest: str | None = None, *, others_than: str | None = None) -> int:
    """End one session of a person, all, or all but one; how many ended."""
    rows = SessionRow.objects.filter(account=account)
    if digest is not None:
        rows = rows.filter(digest=digest)
    if others_than is not None:
        rows = rows.exclude(digest=others_than)
    ended = rows.delete()[0]
    changed(account)
    return ended


def sweep(now: int) -> None:
    """Take away what has ended; locked keys are deleted, not only passed over."""
    SessionRow.objects.filter(expires__lte=now).delete()
    SessionRow.objects.filter(private_expires__lte=now, private__isnull=False).update(private=None)


def _session(instance: UUID, row: SessionRow, tier: Tier) -> Session:
    expires = row.expires if tier == "couple" else row.private_expires
    return Session(instance.bytes, bytes.fromhex(row.digest), row.account.bytes, tier, expires)
