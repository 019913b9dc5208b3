"""One sealed thing of each kind, made by whichever vault is asked: the real one, or a copy with something broken in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any

MODULES = ("secret", "framing", "errors", "sealing", "entries", "keys", "kit", "identity", "sessions", "words")
DOCUMENT = "晚安，明天见".encode()


def vault(package: str = "toward.vault") -> SimpleNamespace:
    """A vault's modules, by name."""
    return SimpleNamespace(**{name: import_module(f"{package}.{name}") for name in MODULES})


def fixed(letter: str, size: int = 16) -> bytes:
    return letter.encode() * size


@dataclass(frozen=True)
class Thing:
    """Something sealed.

    Args:
        name: of the kind.
        sealed: as it lies in the database.
        where: everything that must be right for it to open, by name.
        otherwise: another value for each of them, as somebody else's row would have it.
        opens: from sealed bytes and `where` to what lies within.
        within: what lies within.
    """

    name: str
    sealed: bytes
    where: Mapping[str, Any]
    otherwise: Mapping[str, Any]
    opens: Callable[[bytes, Mapping[str, Any]], bytes]
    within: bytes

    def opened(self, sealed: bytes | None = None, **changed: Any) -> bytes:
        return self.opens(self.sealed if sealed is None else sealed, {**self.where, **changed})


def things(v: SimpleNamespace) -> list[Thing]:
    return [entry(v), grant(v), drop(v), session(v), wrap(v)]


def two_secrets(v: SimpleNamespace) -> tuple[Any, Any]:
    return v.secret.SecretBytes(fixed("k", 32)), v.secret.SecretBytes(fixed("K", 32))


def two_pairs(v: SimpleNamespace) -> tuple[Any, Any]:
    one, other = two_secrets(v)
    return v.identity.pair_of(one), v.identity.pair_of(other)


def _without(where: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in where.items() if name not in names}


def entry(v: SimpleNamespace) -> Thing:
    key, other = two_secrets(v)
    where = {"instance": fixed("i"), "space": fixed("s"), "epoch": 1, "sequence": 7, "entry": fixed("e"), "key": key}
    otherwise = {
        "instance": fixed("I"),
        "space": fixed("S"),
        "epoch": 2,
        "sequence": 8,
        "entry": fixed("E"),
        "key": other,
    }

    def opens(sealed: bytes, at: Mapping[str, Any]) -> bytes:
        return v.entries.open_entry(at["key"], sealed, v.entries.Place(**_without(at, "key")))

    sealed = v.entries.seal_entry(key, DOCUMENT, v.entries.Place(**_without(where, "key")))
    return Thing("entry", sealed, where, otherwise, opens, DOCUMENT)


def grant(v: SimpleNamespace) -> Thing:
    su, liang = two_pairs(v)
    stranger = v.identity.pair_of(v.secret.SecretBytes(fixed("x", 32)))
    space_key = v.secret.SecretBytes(fixed("c", 32))
    names = {"instance": fixed("i"), "space": fixed("s"), "epoch": 1, "recipient": fixed("r"), "granter": fixed("g")}
    where = {**names, "pair": su, "giver": liang.public}
    otherwise = {
        "instance": fixed("I"),
        "space": fixed("S"),
        "epoch": 2,
        "recipient": fixed("R"),
        "granter": fixed("G"),
        "pair": stranger,
        "giver": stranger.public,
    }

    def opens(sealed: bytes, at: Mapping[str, Any]) -> bytes:
        to = v.identity.Grant(**_without(at, "pair", "giver"))
        return v.identity.accept(sealed, at["pair"], to, giver=at["giver"]).reveal()

    sealed = v.identity.grant(space_key, su.public, v.identity.Grant(**names), giver=liang)
    return Thing("grant", sealed, where, otherwise, opens, space_key.reveal())


def drop(v: SimpleNamespace) -> Thing:
    space, other = two_pairs(v)
    where = {"instance": fixed("i"), "space": fixed("s"), "drop_id": fixed("d"), "pair": space}
    otherwise = {"instance": fixed("I"), "space": fixed("S"), "drop_id": fixed("D"), "pair": other}

    def opens(sealed: bytes, at: Mapping[str, Any]) -> bytes:
        return v.identity.pick_up(sealed, at["pair"], **_without(at, "pair"))

    sealed = v.identity.drop(DOCUMENT, space.public, **_without(where, "pair"))
    return Thing("drop", sealed, where, otherwise, opens, DOCUMENT)


def session(v: SimpleNamespace) -> Thing:
    secret, other = two_secrets(v)
    names = {
        "instance": fixed("i"),
        "session": fixed("s"),
        "user": fixed("u"),
        "tier": "couple",
        "expires": 1_800_000_000,
    }
    where = {**names, "secret": secret}
    otherwise = {
        "instance": fixed("I"),
        "session": fixed("S"),
        "user": fixed("U"),
        "tier": "private",
        "expires": 1_900_000_000,
        "secret": other,
    }

    def opens(sealed: bytes, at: Mapping[str, Any]) -> bytes:
        keys = v.sessions.unwrap_keys(at["secret"], sealed, v.sessions.Session(**_without(at, "secret")))
        return b"".join(name.encode() + key.reveal() for name, key in keys.items())

    keys = {"user": v.secret.SecretBytes(fixed("U", 32)), "couple": v.secret.SecretBytes(fixed("C", 32))}
    sealed = v.sessions.wrap_keys(secret, keys, v.sessions.Session(**names))
    return Thing("session", sealed, where, otherwise, opens, b"couple" + fixed("C", 32) + b"user" + fixed("U", 32))


def wrap(v: SimpleNamespace) -> Thing:
    key, other = two_secrets(v)
    where = {"purpose": "user key", "instance": fixed("i"), "owner": fixed("o"), "key": key}
    otherwise = {"purpose": "identity", "instance": fixed("I"), "owner": fixed("O"), "key": other}

    def opens(sealed: bytes, at: Mapping[str, Any]) -> bytes:
        return v.keys.unwrap(at["key"], sealed, at["purpose"], at["instance"], at["owner"]).reveal()

    user = v.secret.SecretBytes(fixed("w", 32))
    return Thing(
        "wrap", v.keys.wrap(key, user, "user key", fixed("i"), fixed("o")), where, otherwise, opens, user.reveal()
    )
