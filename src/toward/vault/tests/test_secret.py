"""A secret is not seen: not printed, not copied, not pickled, not in a traceback with its locals."""

from __future__ import annotations

import copy
import dataclasses
import json
import logging
import pickle
import traceback
from base64 import b64encode

import pytest

from toward.vault import identity, keys, sessions
from toward.vault.errors import VaultError
from toward.vault.secret import SecretBytes
from toward.vault.tests import independent
from toward.vault.tests.specimens import things, vault

BYTES = b"goodnight-kiss-0123456789-abcdef"
SECRET = SecretBytes(BYTES)


def forms(secret):
    return (secret.decode("latin-1"), repr(secret)[2:-1], secret.hex(), b64encode(secret).decode())


def shows(text, *hidden):
    return [form for secret in hidden for form in forms(secret) if form in text]


@pytest.mark.parametrize(
    "printed",
    [
        str,
        repr,
        ascii,
        lambda s: f"{s}",
        lambda s: f"{s!r}",
        lambda s: f"{s!s}",
        lambda s: f"{s:}",
        format,
        lambda s: "%s %r" % (s, s),  # noqa: UP031
    ],
)
def test_every_way_of_printing_shows_dots(printed):
    assert "SecretBytes(" in printed(SECRET)
    assert not shows(printed(SECRET), BYTES)


def test_what_holds_a_secret_does_not_show_it_either(caplog):
    pair, root = identity.Pair(SECRET, b"public"), keys.Root(SECRET, SECRET)
    logging.getLogger("vault").warning("%s %r %s", pair, root, {"key": SECRET})
    told = [str(pair), repr(root), repr([SECRET]), repr({"key": (SECRET,)}), caplog.text, repr(KeyError(SECRET))]
    assert all("SecretBytes(…)" in each for each in told)
    assert not shows("".join(told), BYTES)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_is_not_pickled_whatever_it_lies_in(protocol):
    for holder in (SECRET, [SECRET], identity.Pair(SECRET, b""), keys.Root(SECRET, SECRET)):
        with pytest.raises(TypeError, match="secret"):
            pickle.dumps(holder, protocol)


@pytest.mark.parametrize(
    "taken",
    [
        copy.copy,
        copy.deepcopy,
        json.dumps,
        bytes,
        list,
        hash,
        iter,
        vars,
        lambda s: s[0],
        lambda s: s.__getstate__(),
        lambda s: s + b"",
    ],
)
def test_a_secret_is_not_copied_or_taken_apart(taken):
    with pytest.raises(TypeError) as told:
        taken(SECRET)
    assert not shows(str(told.value), BYTES)


def test_a_key_pair_is_not_taken_apart_as_a_dataclass():
    with pytest.raises(TypeError, match="secret"):
        dataclasses.asdict(identity.Pair(SECRET, b""))


def test_secrets_are_equal_by_their_bytes_and_to_nothing_else():
    assert SecretBytes(BYTES) == SECRET
    assert SecretBytes(BYTES[:-1]) != SECRET
    assert SECRET != BYTES
    assert len(SECRET) == 32
    assert len({SecretBytes.random().reveal() for _ in range(100)}) == 100


@pytest.mark.parametrize("value", [32, 0, "text", None, bytearray(32), [1, 2]])
def test_a_secret_is_made_of_bytes_and_of_nothing_that_only_looks_like_them(value):
    with pytest.raises(TypeError, match="made of bytes"):
        SecretBytes(value)


def test_no_refusal_shows_a_key_in_its_traceback_even_with_every_local():
    v, tried = vault(), 0
    for thing in things(v):
        secrets = [each for each in thing.where.values() if isinstance(each, SecretBytes)]
        secrets += [thing.where["pair"].private] if "pair" in thing.where else []
        hidden = [each.reveal() for each in secrets]
        hidden += [independent.own(key, thing.sealed[1:25])[0] for key in hidden] + [thing.within]
        changes = [(sealed, {}) for sealed in (thing.sealed[:-1] + bytes((thing.sealed[-1] ^ 1,)), thing.sealed[:-1])]
        changes += [(thing.sealed, {name: value}) for name, value in thing.otherwise.items()]
        for sealed, changed in changes:
            told = traceback_of(thing, sealed, changed)
            assert "NotOpened" in told
            assert not shows(told, *hidden), thing.name
            tried += 1
    assert tried == 2 * 5 + 27


def traceback_of(thing, sealed, changed):
    """The refusal and every frame within the vault, with all of its locals."""
    with pytest.raises(VaultError) as refused:
        thing.opened(sealed, **changed)
    told = traceback.TracebackException.from_exception(refused.value, capture_locals=True)
    ours = [frame for frame in told.stack if "/vault/" in frame.filename and "/tests/" not in frame.filename]
    assert ours
    return "".join((*told.format_exception_only(), *(repr(frame.locals) for frame in ours)))


def test_the_traceback_test_would_notice():
    def bare(key):
        raise VaultError(len(key))

    with pytest.raises(VaultError) as told:
        bare(BYTES)
    frames = traceback.TracebackException.from_exception(told.value, capture_locals=True).stack
    assert shows(repr(frames[-1].locals), BYTES)


def test_a_password_does_not_stand_among_the_vaults_locals_when_the_hash_fails():
    with pytest.raises(ValueError) as refused:
        keys.root("go" + "odnight", b"s" * 16, pepper=SECRET, card=None, cost=keys.Cost(memory=1))
    frames = traceback.TracebackException.from_exception(refused.value, capture_locals=True).stack
    ours = [frame for frame in frames if frame.filename.endswith("vault/keys.py")]
    assert len(ours) == 2
    assert not any("goodnight" in value for frame in ours for value in (frame.locals or {}).values())


def test_a_session_of_no_keys_and_names_in_any_script_come_back():
    where = sessions.Session(b"i", b"s", b"u", "couple", 1)
    for held in ({}, {"用户": SECRET, "": SECRET, '"\\': SecretBytes(b"")}):
        assert sessions.unwrap_keys(SECRET, sessions.wrap_keys(SECRET, held, where), where) == held
