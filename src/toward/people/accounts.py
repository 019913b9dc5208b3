"""Signing up, signing in, the kit, another password, recovery, and beginning anew without any of them.

A wrong handle, password or card look alike, take as long, and change nothing.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, replace
from hmac import compare_digest
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from toward.people.models import Account, Invitation, Passkey, PutAside
from toward.people.opened import Opened, fully
from toward.store import sessions, spaces
from toward.store.models import Space
from toward.store.spaces import Holder
from toward.vault.errors import NotOpened
from toward.vault.identity import new_pair, pair_of
from toward.vault.keys import SALT, USUAL, Cost, Root, recovery_key, root, unwrap, wrap
from toward.vault.secret import SecretBytes

SHORTEST, LONGEST = 8, 1024  # letters of a password
HANDLE = 64  # letters of a name to sign in with
ASIDE = 30 * 86_400  # seconds that the old keys of who began anew are kept


class NotAccepted(Exception):
    """Something a person typed cannot be used; the words for `code` live in templates."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class House:
    """What an installation adds to every password.

    Args:
        instance: its mark.
        pepper: 32 bytes that lie outside the database and its backups.
        cost: of new passwords.
    """

    instance: UUID
    pepper: SecretBytes
    cost: Cost = USUAL


@dataclass(frozen=True, slots=True)
class Kit:
    """What a person keeps outside every device.

    Args:
        card: the second secret of every sign-in on a new device; None if it was declined.
        recovery: opens everything where password or card were lost.
    """

    card: SecretBytes | None
    recovery: SecretBytes


def sign_up(house: House, handle: str, password: str, *, language: str = "en") -> Opened:
    """Make an account with keys and rooms of its own.

    Raises:
        NotAccepted: `handle_empty`, `handle_long`, `handle_taken`, `password_short`, `password_long`,
            `password_is_handle`.
    """
    handle = spelled(handle)
    _check_password(handle, password)
    user_key, pair = SecretBytes.random(), new_pair()
    account = Account(handle=handle, public=pair.public, language=language)
    account.identity = wrap(user_key, pair.private, "identity", house.instance.bytes, account.id.bytes)
    _lock_with(house, account, user_key, password, None)
    holder = Holder(account.id, user_key, pair)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            for room in spaces.OWN:
                spaces.begin(house.instance, room, holder)
    except IntegrityError:
        raise NotAccepted("handle_taken") from None
    return fully(house.instance, holder)


def sign_in(house: House, handle: str, password: str, card: SecretBytes | None) -> Opened | None:
    """Open an account; None for a wrong name, password or card, after the same work."""
    account = Account.objects.filter(handle=spelled(handle)).first()
    tried = _root(house, account, password, card)
    if account is None or not compare_digest(tried.digest(), bytes(account.digest)):
        return None
    opened = _open(house, account, unwrap(tried.kek, bytes(account.by_password), "user", *_owner(house, account)))
    return replace(opened, card=card if account.has_card else None)


def unlock(house: House, who: UUID, password: str, card: SecretBytes | None) -> Opened | None:
    """Open the private tier again; as `sign_in`, for somebody whose name is known."""
    return sign_in(house, Account.objects.get(id=who).handle, password, card)


def draw_kit(*, with_card: bool = True) -> Kit:
    """A kit that opens nothing yet; `with_card` is False where a card is declined."""
    return Kit(SecretBytes.random(16) if with_card else None, SecretBytes.random(16))


def make_kit(
    house: House, opened: Opened, password: str, card: SecretBytes | None, *, drawn: Kit | None = None
) -> Kit | None:
    """Make a new kit; the old one opens nothing from then on. None if password or present card are wrong.

    It is kept nowhere. Sessions stay; a new device needs the new card.

    Args:
        house: this installation.
        opened: who; their private tier is open.
        password: asked again, so that nobody makes a kit on a phone that lies open.
        card: of the present kit, if there is one.
        drawn: what somebody was shown and has proved to hold; without it, a new one with a card.
    """
    account = Account.objects.get(id=opened.account)
    known = compare_digest(_root(house, account, password, card).digest(), bytes(account.digest))
    if opened.holder.user_key is None or not known:
        return None
    kit = drawn or draw_kit()
    _lock_with(house, account, opened.holder.user_key, password, kit.card)
    key = recovery_key(kit.recovery)
    account.by_recovery = wrap(key, opened.holder.user_key, "recovery", *_owner(house, account))
    account.save()
    return kit


def change_password(
    house: House, opened: Opened, old: str, new: str, card: SecretBytes | None, *, keep: str | None
) -> None:
    """Another password for the same key, in one transaction; every other device is signed out.

    Args:
        house: this installation.
        opened: who; their private tier is open.
        new: the new password.
        old: the present password.
        card: of the kit, if there is one; it stays.
        keep: digest of the session that stays.

    Raises:
        NotAccepted: as `sign_up`; `locked` while the private tier is; `wrong` for the old password or the card.
    """
    account = Account.objects.get(id=opened.account)
    _check_password(account.handle, new)
    if opened.holder.user_key is None:
        raise NotAccepted("locked")
    if not compare_digest(_root(house, account, old, card).digest(), bytes(account.digest)):
        raise NotAccepted("wrong")
    card = card if account.has_card else None
    with transaction.atomic():
        _lock_with(house, account, opened.holder.user_key, new, card)
        account.save()
        sessions.end(account.id, others_than=keep)


def recover(house: House, handle: str, code: SecretBytes, new: str) -> Opened | None:
    """Open an account by its recovery code and give it a new password; the card is declined until a new kit is made.

    Returns:
        None for a wrong name or code; nothing is changed then.

    Raises:
        NotAccepted: as `sign_up`, before anything is looked at.
    """
    _check_password(spelled(handle), new)
    account = Account.objects.filter(handle=spelled(handle)).first()
    if account is None or account.by_recovery is None:
        return None
    try:
        user_key = unwrap(recovery_key(code), bytes(account.by_recovery), "recovery", *_owner(house, account))
    except NotOpened:
        return None
    with transaction.atomic():
        _lock_with(house, account, user_key, new, None)
        account.save()
        Passkey.objects.filter(account=account.id, opens=None).delete()  # a lost second step locks nobody out
        sessions.end(account.id)
    return _open(house, account, user_key)


def begin_anew(house: House, who: UUID, new: str, now: int) -> Opened:
    """Give a name new keys, a new password and empty rooms; what was written before stays closed to all of them.

    Nothing is opened here, because nothing that opens is asked for: who may begin anew is told by `resetting`.

    Raises:
        NotAccepted: as `sign_up`; nothing is changed then.
    """
    holder = Holder(who, SecretBytes.random(), new_pair())
    with transaction.atomic():
        account = Account.objects.select_for_update().get(id=who)
        _check_password(account.handle, new)
        _put_aside(account, now)
        _give_keys(house, account, holder, new)
        _end_ways_in(who)
        _move_out(house, holder)
    return fully(house.instance, holder)


def spelled(handle: str) -> str:
    """A name in one spelling: composed letters, small, without spaces around.

    Raises:
        NotAccepted: `handle_empty` or `handle_long`.
    """
    one = unicodedata.normalize("NFKC", handle).strip().casefold()
    if not one or any(not letter.isprintable() for letter in one):
        raise NotAccepted("handle_empty")
    if len(one) > HANDLE:
        raise NotAccepted("handle_long")
    return one


def _check_password(handle: str, password: str) -> None:
    typed = unicodedata.normalize("NFKC", password)
    if len(typed) < SHORTEST:
        raise NotAccepted("password_short")
    if len(typed) > LONGEST:
        raise NotAccepted("password_long")
    if typed.casefold() == handle:
        raise NotAccepted("password_is_handle")


def _lock_with(house: House, account: Account, user_key: SecretBytes, password: str, card: SecretBytes | None) -> None:
    """Set what opens an account; the row is saved by the caller, with everything else, in one transaction."""
    account.salt, account.has_card = secrets.token_bytes(SALT), card is not None
    account.memory, account.passes = house.cost.memory, house.cost.passes
    made = root(password, account.salt, pepper=house.pepper, card=card, cost=house.cost)
    account.digest = made.digest()
    account.by_password = wrap(made.kek, user_key, "user", *_owner(house, account))


def _put_aside(account: Account, now: int) -> None:
    """Keep the old keys for a month under the recovery line; without one nothing can open them any more."""
    if account.by_recovery is not None:
        old = {"public": account.public, "by_recovery": account.by_recovery, "identity": account.identity}
        PutAside.objects.create(account=account.id, until=now + ASIDE, **old)


def _give_keys(house: House, account: Account, holder: Holder, password: str) -> None:
    user_key = holder.user_key or SecretBytes.random()
    account.public, account.by_recovery = holder.identity.public, None
    account.identity = wrap(user_key, holder.identity.private, "identity", *_owner(house, account))
    _lock_with(house, account, user_key, password, None)
    account.save()


def _end_ways_in(who: UUID) -> None:
    """Devices, passkeys and invitations that were the old keys' doors."""
    sessions.end(who)
    Passkey.objects.filter(account=who).delete()
    Invitation.objects.filter(Q(inviter=who) | Q(guest=who)).delete()


def _move_out(house: House, holder: Holder) -> None:
    """Close the old rooms, with everything in them, and make empty ones."""
    old = Space.objects.filter(keys__holder=holder.account, room__in=spaces.OWN)
    Space.objects.filter(id__in=list(old.values_list("id", flat=True))).update(closed=True)
    for room in spaces.OWN:
        spaces.begin(house.instance, room, holder)


def _root(house: House, account: Account | None, password: str, card: SecretBytes | None) -> Root:
    """Work out a root; for a name that is not there too, so that nobody can tell by the time."""
    salt = bytes(account.salt) if account else bytes(SALT)
    cost = replace(house.cost, memory=account.memory, passes=account.passes) if account else house.cost
    used = card if account is None or account.has_card else None
    return root(password[: LONGEST * 2], salt, pepper=house.pepper, card=used, cost=cost)


def _open(house: House, account: Account, user_key: SecretBytes) -> Opened:
    private = unwrap(user_key, bytes(account.identity), "identity", house.instance.bytes, account.id.bytes)
    return fully(house.instance, Holder(account.id, user_key, pair_of(private)))


def _owner(house: House, account: Account) -> tuple[bytes, bytes]:
    return house.instance.bytes, account.id.bytes


def open_with(house: House, who: UUID, user_key: SecretBytes) -> Opened:
    """Open an account whose user key somebody has already, from a passkey.

    Raises:
        NotOpened: it is another account's, or an older one of this account.
    """
    return _open(house, Account.objects.get(id=who), user_key)
