"""Passkeys: what a device answers with instead of a password, where it answers with a key of its own; else beside one.

The server keeps the public half. Where the passkey also works out a secret that it gives to nobody but its owner's browser
(WebAuthn's PRF), the user key lies wrapped under that secret, and the passkey opens. Where it does not, it is a second step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from webauthn import generate_authentication_options as options_to_answer
from webauthn import generate_registration_options as options_to_make
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import bytes_to_base64url, options_to_json_dict, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from toward.people import accounts
from toward.people.accounts import House, NotAccepted
from toward.people.models import Account, Passkey
from toward.people.opened import Opened
from toward.vault.errors import VaultError
from toward.vault.framing import framed
from toward.vault.keys import passkey_key, unwrap, wrap
from toward.vault.secret import SecretBytes

OUTPUT = 32  # bytes that a passkey's secret has
LONGEST_ID, LONGEST_KEY = 1023, 1024  # bytes
PATIENCE = 120_000  # milliseconds in which a person finds their key ring
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passkey holds.

    Args:
        name: of the host, to which it is bound for good.
        origin: the address from which it may answer.
    """

    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a passkey has answered, with a question of ours and from a place of ours.

    Args:
        place: where it was asked.
        challenge: the 32 random bytes that it was asked with.
        sent: the answer as the browser sends it (JSON).
        output: what it worked out, None where it worked out nothing.
    """

    place: Place
    challenge: bytes
    sent: str
    output: SecretBytes | None = None


def place_at(scheme: str, host: str) -> Place | None:
    """The place of an address; None for a bare number, to which no passkey can be bound.

    >>> place_at("http", "localhost:8000"), place_at("http", "127.0.0.1:8000")
    (Place(name='localhost', origin='http://localhost:8000'), None)
    """
    name = urlsplit(f"//{host}").hostname or ""
    try:
        ip_address(name)
    except ValueError:
        return Place(name, f"{scheme}://{host}") if name else None
    return None


def known_by(credential: bytes) -> str:
    """What a passkey's row is found by."""
    return sha256(credential).hexdigest()


def salt(instance: UUID) -> bytes:
    """What every passkey is asked to work its secret out from: one for all, since who signs in is not known before."""
    return sha256(framed("passkey prf", instance.bytes)).digest()


def of(account: UUID) -> list[Passkey]:
    """Somebody's passkeys."""
    return list(Passkey.objects.filter(account=account).order_by("digest"))


def asks_second_step(account: UUID) -> bool:
    """Whether somebody is asked for a passkey after their password."""
    return Passkey.objects.filter(account=account, opens=None).exists()


def may_be_second_step(account: UUID) -> bool:
    """Whether a recovery line exists, so that a lost second step locks nobody out."""
    return Account.objects.filter(id=account, by_recovery__isnull=False).exists()


def question_to_make(instance: UUID, place: Place, challenge: bytes, account: Account) -> dict[str, Any]:
    """What a browser is asked for a new passkey, as JSON."""
    options = options_to_make(
        rp_id=place.name,
        rp_name=place.name,  # the device lists it: our own name would tell whoever looks there
        user_id=account.id.bytes,
        user_name=account.handle,
        challenge=challenge,
        timeout=PATIENCE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_named(of(account.id)),
    )
    return {**options_to_json_dict(options), "extensions": _worked_out(instance)}


def question_to_answer(instance: UUID, place: Place, challenge: bytes, among: list[Passkey]) -> dict[str, Any]:
    """What a browser is asked for a passkey that exists, as JSON; without `among`, whichever it has for this place."""
    options = options_to_answer(
        rp_id=place.name,
        challenge=challenge,
        timeout=PATIENCE,
        allow_credentials=_named(among),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return {**options_to_json_dict(options), "extensions": _worked_out(instance)}


def _named(passkeys: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=bytes(each.credential)) for each in passkeys]


def _worked_out(instance: UUID) -> dict[str, Any]:
    return {"prf": {"eval": {"first": bytes_to_base64url(salt(instance))}}}


def add(house: House, who: Opened, answer: Answer, label: bytes) -> Passkey:
    """Keep a new passkey: one that opens if it has worked out a secret, else a second step.

    Args:
        house: this installation.
        who: its owner; their private tier is open.
        answer: what the device answered.
        label: what its owner calls it, sealed.

    Raises:
        NotAccepted: `locked`; `unfit` for an answer that is not ours, or a passkey that is kept already; `no_kit` for a
            second step without a recovery line.
    """
    if who.holder.user_key is None:
        raise NotAccepted("locked")
    made = _made(answer)
    if answer.output is None and not may_be_second_step(who.account):
        raise NotAccepted("no_kit")
    row = Passkey(digest=known_by(made.credential_id), account=who.account, label=label, count=made.sign_count)
    row.credential, row.public = made.credential_id, made.credential_public_key
    if answer.output is not None:
        row.opens = wrap(passkey_key(answer.output), who.holder.user_key, "passkey", *_owner(house, row))
    return _kept(row)


def _kept(row: Passkey) -> Passkey:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise NotAccepted("unfit") from None
    return row


def _made(answer: Answer) -> VerifiedRegistration:
    made = _unless_broken(
        lambda: verify_registration_response(
            credential=answer.sent,
            expected_challenge=answer.challenge,
            expected_rp_id=answer.place.name,
            expected_origin=answer.place.origin,
            require_user_verification=True,
        )
    )
    if made is None or len(made.credential_id) > LONGEST_ID or len(made.credential_public_key) > LONGEST_KEY:
        raise NotAccepted("unfit")
    return made


def open_with(house: House, answer: Answer, *, account: UUID | None = None) -> Opened | None:
    """Open an account by a passkey; None for any other passkey, answer or secret, and nothing is changed then.

    Args:
        house: this installation.
        answer: what the device answered.
        account: whose passkey it has to be, None where who comes in is not known before.
    """
    found = _answering(answer, account)
    if found is None or found[0].opens is None or answer.output is None:
        return None
    row, count = found
    try:
        user_key = unwrap(passkey_key(answer.output), bytes(row.opens or b""), "passkey", *_owner(house, row))
        opened = accounts.open_with(house, row.account, user_key)
    except VaultError:
        return None
    return opened if _counted(row, count) else None


def is_second_step(answer: Answer, account: UUID) -> bool:
    """Whether this is an answer of a passkey of somebody's own, after their password."""
    found = _answering(answer, account)
    return found is not None and _counted(*found)


def remove(account: UUID, digest: str) -> bool:
    """Take a passkey away; False where it is somebody else's or was never there."""
    return Passkey.objects.filter(account=account, digest=digest).delete()[0] > 0


def named_in(sent: str) -> str:
    """Which passkey an answer speaks of, "" if it speaks of none."""
    answered = _unless_broken(lambda: parse_authentication_credential_json(sent))
    return known_by(answered.raw_id) if answered else ""


def _answering(answer: Answer, account: UUID | None) -> tuple[Passkey, int] | None:
    """The passkey that has answered as it should, and how often it says it was used."""
    answered = _unless_broken(lambda: parse_authentication_credential_json(answer.sent))
    row = Passkey.objects.filter(digest=known_by(answered.raw_id)).first() if answered else None
    if answered is None or row is None or not _is_of(row, answered, account):
        return None
    count = _unless_broken(lambda: _verified(answer, answered, row))
    return None if count is None else (row, count)


def _is_of(row: Passkey, answered: AuthenticationCredential, account: UUID | None) -> bool:
    """Whether a passkey is the one of who is asked; of nobody in particular, it has to say itself whose it is."""
    said = answered.response.user_handle
    return account in (None, row.account) and (said == row.account.bytes or (said is None and account is not None))


def _verified(answer: Answer, answered: AuthenticationCredential, row: Passkey) -> int:
    return verify_authentication_response(
        credential=answered,
        expected_challenge=answer.challenge,
        expected_rp_id=answer.place.name,
        expected_origin=answer.place.origin,
        credential_public_key=bytes(row.public),
        credential_current_sign_count=row.count,
        require_user_verification=True,
    ).new_sign_count


def _counted(row: Passkey, count: int) -> bool:
    """Write down how often it was used; False if another answer of it came in between."""
    return Passkey.objects.filter(digest=row.digest, count=row.count).update(count=count) == 1


def _unless_broken(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Exception:  # bytes of a stranger break a parser in more ways than it names
        return None


def _owner(house: House, row: Passkey) -> tuple[bytes, bytes, str]:
    return house.instance.bytes, row.account.bytes, row.digest
