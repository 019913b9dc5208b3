"""Frozen vectors: what each suite has ever given for known keys, so that whatever was sealed once opens for ever.

`vectors/suite-N.json` holds cases `{"case", "given", "gives"}`; bytes are hexadecimal. `gives` is worked out anew from
`given` and must be equal. What HPKE seals is never twice the same, so there the sealed bytes stand in `given` and what
they open to in `gives`. The file is written once for each suite, by `tools/vectors.py`, and never again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

Given = Mapping[str, Any]
Gives = dict[str, Any]
CASES: dict[str, tuple[tuple[str, ...], Callable[[SimpleNamespace, Given], Gives]]] = {}
BY_CHANCE = ("identity.new_pair",)  # nothing to freeze: `identity.pair_of` gives its public half

_LIANG, _SU = "11" * 32, "22" * 32
_AT = {"instance": "01" * 16, "space": "02" * 16, "epoch": 1}
_PLACE = _AT | {"sequence": 7, "entry": "03" * 16}
_TO = _AT | {"recipient": "04" * 16, "granter": "05" * 16}
_SESSION = {"instance": "01" * 16, "session": "06" * 16, "user": "07" * 16, "tier": "private", "expires": 1_800_000_000}
_ROOT = {"password": "gute Nacht, 晚安 é", "salt": "08" * 16, "pepper": "09" * 32, "card": "0a" * 16}


def case(name: str, *covers: str) -> Callable[[Callable[[SimpleNamespace, Given], Gives]], None]:
    def kept(again: Callable[[SimpleNamespace, Given], Gives]) -> None:
        CASES[name] = (covers, again)

    return kept


def plain(value: Any) -> Any:
    """Bytes from hexadecimal; numbers stay."""
    return bytes.fromhex(value) if isinstance(value, str) else value


def fields(given: Given) -> dict[str, Any]:
    """A place, a grant or a session as the vault takes it."""
    return {name: value if name == "tier" else plain(value) for name, value in given.items()}


def _secret(v: SimpleNamespace, value: str) -> Any:
    return v.secret.SecretBytes(bytes.fromhex(value))


@case("framed", "framing.framed")
def _framed(v: SimpleNamespace, given: Given) -> Gives:
    return {"framed": v.framing.framed(given["text"], plain(given["bytes"]), given["number"]).hex()}


@case("derive", "sealing.derive", "keys.recovery_key", "keys.passkey_key")
def _derive(v: SimpleNamespace, given: Given) -> Gives:
    key = _secret(v, given["key"])
    derived = v.sealing.derive(key, given["purpose"], plain(given["of"]), given["number"])
    both = {"recovery": v.keys.recovery_key(key), "passkey": v.keys.passkey_key(key), "derived": derived}
    return {name: each.reveal().hex() for name, each in both.items()}


@case("seal", "sealing.seal", "sealing.unseal", "sealing.check_suite")
def _seal(v: SimpleNamespace, given: Given) -> Gives:
    key, context = _secret(v, given["key"]), plain(given["context"])
    sealed = v.sealing.seal(key, plain(given["plaintext"]), context, salt=plain(given["salt"]))
    v.sealing.check_suite(sealed)
    assert v.sealing.unseal(key, sealed, context).hex() == given["plaintext"]
    return {"sealed": sealed.hex()}


@case(
    "entry",
    "entries.seal_entry",
    "entries.open_entry",
    "entries.entry_id",
    "entries.padded",
    "entries.unpadded",
    "entries.Place.context",
)
def _entry(v: SimpleNamespace, given: Given) -> Gives:
    key, place, document = _secret(v, given["key"]), v.entries.Place(**fields(given["place"])), plain(given["document"])
    sealed = v.entries.seal_entry(key, document, place, salt=plain(given["salt"]))
    assert v.entries.open_entry(key, sealed, place) == document
    filled = v.entries.padded(document)
    assert v.entries.unpadded(filled) == document
    made = v.entries.entry_id(key, plain(given["intent"]), given["index"])
    return {"sealed": sealed.hex(), "context": place.context().hex(), "padded": filled.hex(), "entry_id": made.hex()}


@case("root", "keys.root", "keys.Root.digest", "keys.Root.proves")
def _root(v: SimpleNamespace, given: Given) -> Gives:
    card = _secret(v, given["card"]) if given["card"] else None
    cost = v.keys.Cost(*given["cost"])
    made = v.keys.root(
        given["password"], plain(given["salt"]), pepper=_secret(v, given["pepper"]), card=card, cost=cost
    )
    assert made.proves(made.digest())
    return {"digest": made.digest().hex(), "kek": made.kek.reveal().hex()}


@case("wrap", "keys.wrap", "keys.unwrap")
def _wrap(v: SimpleNamespace, given: Given) -> Gives:
    key, of = _secret(v, given["key"]), (given["purpose"], plain(given["instance"]), plain(given["owner"]))
    wrapped = v.keys.wrap(key, _secret(v, given["secret"]), *of, salt=plain(given["salt"]))
    assert v.keys.unwrap(key, wrapped, *of).reveal().hex() == given["secret"]
    return {"wrapped": wrapped.hex()}


@case("kit", "kit.write", "kit.read")
def _kit(v: SimpleNamespace, given: Given) -> Gives:
    lines = {line: v.kit.write(_secret(v, given["secret"]), line) for line in ("card", "recovery")}
    assert {v.kit.read(typed, line).reveal().hex() for line, typed in lines.items()} == {given["secret"]}
    return lines


@case("pair", "identity.pair_of")
def _pair(v: SimpleNamespace, given: Given) -> Gives:
    return {"public": v.identity.pair_of(_secret(v, given["private"])).public.hex()}


@case("grant", "identity.grant", "identity.accept", "identity.Grant.info")
def _grant(v: SimpleNamespace, given: Given) -> Gives:
    to, pair = v.identity.Grant(**fields(given["to"])), v.identity.pair_of(_secret(v, given["private"]))
    giver = v.identity.pair_of(_secret(v, given["giver"]))
    key = v.identity.accept(plain(given["granted"]), pair, to, giver=giver.public)
    assert v.identity.accept(v.identity.grant(key, pair.public, to, giver=giver), pair, to, giver=giver.public) == key
    return {"space_key": key.reveal().hex(), "info": to.info().hex()}


@case("drop", "identity.drop", "identity.pick_up")
def _drop(v: SimpleNamespace, given: Given) -> Gives:
    pair, at = v.identity.pair_of(_secret(v, given["private"])), fields(given["at"])
    document = v.identity.pick_up(plain(given["dropped"]), pair, **at)
    assert v.identity.pick_up(v.identity.drop(document, pair.public, **at), pair, **at) == document
    return {"document": document.hex()}


@case("session", "sessions.wrap_keys", "sessions.unwrap_keys", "sessions.known_by", "sessions.Session.context")
def _session(v: SimpleNamespace, given: Given) -> Gives:
    secret, session = _secret(v, given["secret"]), v.sessions.Session(**fields(given["session"]))
    keys = {name: _secret(v, key) for name, key in given["keys"].items()}
    wrapped = v.sessions.wrap_keys(secret, keys, session, salt=plain(given["salt"]))
    assert v.sessions.unwrap_keys(secret, wrapped, session) == keys
    return {"wrapped": wrapped.hex(), "known_by": v.sessions.known_by(secret).hex(), "context": session.context().hex()}


@case("words", "words.numbers")
def _words(v: SimpleNamespace, given: Given) -> Gives:
    pair = (plain(given["one"]), plain(given["other"]))
    about = {"invitation": _secret(v, given["invitation"]), "instance": plain(given["instance"])}
    return {"numbers": list(v.words.numbers(*pair, **about, cost=v.keys.Cost(*given["cost"])))}


def first_given(v: SimpleNamespace) -> list[tuple[str, Given]]:
    """What the cases of a new suite are given; HPKE's part is made by chance, once."""
    su, liang = (v.identity.pair_of(_secret(v, private)) for private in (_SU, _LIANG))
    drop_at = {"instance": "01" * 16, "space": "02" * 16, "drop_id": "0b" * 16}
    document = "晚安，明天见".encode()
    granted = v.identity.grant(_secret(v, "0c" * 32), su.public, v.identity.Grant(**fields(_TO)), giver=liang)
    dropped = v.identity.drop(document, su.public, **fields(drop_at))
    salt = {"salt": "0d" * 24}
    return [
        ("framed", {"text": "晚安", "bytes": "00ff", "number": -1}),
        ("derive", {"key": "0e" * 32, "purpose": "a purpose", "of": "0f" * 16, "number": 3}),
        ("seal", salt | {"key": "0e" * 32, "plaintext": "", "context": ""}),
        ("seal", salt | {"key": "0e" * 32, "plaintext": document.hex(), "context": "0102"}),
        ("entry", salt | {"key": "0e" * 32, "place": _PLACE, "document": document.hex(), "intent": "10" * 16, "index": 2}),
        ("entry", salt | {"key": "0e" * 32, "place": _PLACE, "document": "", "intent": "", "index": 0}),
        ("root", _ROOT | {"cost": [8, 1, 1]}),
        ("root", _ROOT | {"cost": [8, 1, 1], "card": None}),
        ("root", _ROOT | {"cost": [65_536, 3, 1]}),
        ("wrap", salt | {"key": "0e" * 32, "secret": "11" * 32, "purpose": "user", "instance": "01" * 16, "owner": "04" * 16}),
        ("kit", {"secret": "00" * 16}),
        ("kit", {"secret": "00112233445566778899aabbccddeeff"}),
        ("pair", {"private": _LIANG}),
        ("grant", {"granted": granted.hex(), "private": _SU, "giver": _LIANG, "to": _TO}),
        ("drop", {"dropped": dropped.hex(), "private": _SU, "at": drop_at}),
        ("session", salt | {"secret": "12" * 32, "session": _SESSION, "keys": {"user": "13" * 32, "s·1": "14" * 32}}),
        ("words", {"one": su.public.hex(), "other": liang.public.hex(), "invitation": "15" * 16, "instance": "01" * 16, "cost": [8, 1, 1]}),
        ("words", {"one": su.public.hex(), "other": liang.public.hex(), "invitation": "15" * 16, "instance": "01" * 16, "cost": [65_536, 3, 1]}),
    ]  # fmt: skip


def again(v: SimpleNamespace, name: str, given: Given) -> Gives:
    """What the vault gives today."""
    return CASES[name][1](v, given)


def made(v: SimpleNamespace) -> dict[str, Any]:
    """The vectors of a new suite."""
    cases = [{"case": name, "given": given, "gives": again(v, name, given)} for name, given in first_given(v)]
    return {"suite": v.sealing.SUITE, "cases": cases}
