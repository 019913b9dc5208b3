"""A second implementation, written from the RFCs, gives and opens the same as the vault."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from toward.vault.framing import framed
from toward.vault.sealing import derive, seal
from toward.vault.secret import SecretBytes
from toward.vault.tests import independent

CASES = json.loads((Path(__file__).with_name("vectors") / "suite-1.json").read_text(encoding="utf-8"))["cases"]
PARTS = st.lists(st.binary(max_size=9) | st.text(max_size=9) | st.integers(-(2**63), 2**63 - 1), max_size=4)


def kept(name):
    found = [case["given"] | case["gives"] for case in CASES if case["case"] == name]
    assert found
    return found


def of(hexadecimal):
    return bytes.fromhex(hexadecimal)


@pytest.mark.parametrize(
    ("pseudorandom", "info", "out"),
    [
        (
            independent.extract(of("000102030405060708090a0b0c"), b"\x0b" * 22),
            of("f0f1f2f3f4f5f6f7f8f9"),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            independent.extract(b"", b"\x0b" * 22),
            b"",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
)
def test_the_second_hkdf_is_that_of_rfc_5869(pseudorandom, info, out):
    assert independent.expand(pseudorandom, info, 42).hex() == out


@given(PARTS)
def test_parts_are_framed_alike(parts):
    assert framed(*parts) == independent.framed(*parts)


@given(st.binary(min_size=16, max_size=80), PARTS)
def test_keys_are_derived_alike(key, purpose):
    assert derive(SecretBytes(key), *purpose).reveal() == independent.derive(key, *purpose)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300), st.binary(max_size=40))
def test_what_the_vault_seals_the_second_implementation_opens(key, document, context):
    assert independent.unsealed(key, seal(SecretBytes(key), document, context), context) == document


def test_a_frozen_entry_opens_and_lies_where_it_says():
    for case in kept("entry"):
        at = case["place"]
        instance, space, entry = (of(at[name]) for name in ("instance", "space", "entry"))
        context = independent.framed("entry", 1, instance, space, at["epoch"], at["sequence"], entry)
        filled = independent.unsealed(of(case["key"]), of(case["sealed"]), context)
        assert (filled[4 : 4 + int.from_bytes(filled[:4])].hex(), len(filled)) == (case["document"], 256)


def test_frozen_roots_are_argon2id_and_hkdf():
    for case in kept("root"):
        memory, passes, lanes = case["cost"]
        settings = {"salt": of(case["salt"]), "length": 32, "iterations": passes, "lanes": lanes, "memory_cost": memory}
        slow = Argon2id(**settings, secret=of(case["pepper"])).derive(case["password"].encode())
        first = independent.derive(slow + of(case["card"] or ""), "root", "with card" if case["card"] else "alone")
        assert sha256(independent.derive(first, "proof")).hexdigest() == case["digest"]
        assert independent.derive(first, "kek").hex() == case["kek"]


def test_a_frozen_wrap_opens():
    (case,) = kept("wrap")
    context = independent.framed("wrap", 1, case["purpose"], of(case["instance"]), of(case["owner"]))
    assert independent.unsealed(of(case["key"]), of(case["wrapped"]), context).hex() == case["secret"]


def test_a_frozen_session_opens():
    (case,) = kept("session")
    at = case["session"]
    whose = [of(at[name]) for name in ("instance", "session", "user")]
    context = independent.framed("session", 1, *whose, at["tier"], at["expires"])
    plain = independent.unsealed(
        independent.derive(of(case["secret"]), "session", at["tier"]), of(case["wrapped"]), context
    )
    assert json.loads(plain).keys() == case["keys"].keys()
    assert sha256(independent.framed("session id", of(case["secret"]))).hexdigest() == case["known_by"]


def test_a_frozen_drop_opens_by_rfc_9180():
    (case,) = kept("drop")
    info = independent.framed("drop", 1, *(of(case["at"][name]) for name in ("instance", "space", "drop_id")))
    filled = independent.hpke_opened(of(case["private"]), of(case["dropped"])[1:], info)
    assert filled[4 : 4 + int.from_bytes(filled[:4])].hex() == case["document"]


def test_a_frozen_grant_opens_by_rfc_9180_and_the_share_of_giver_and_recipient():
    (case,) = kept("grant")
    to = case["to"]
    ids = [of(to[name]) for name in ("instance", "space")], [of(to[name]) for name in ("recipient", "granter")]
    info = independent.framed("grant", 1, *ids[0], to["epoch"], *ids[1])
    mine, giver = (X25519PrivateKey.from_private_bytes(of(case[name])) for name in ("private", "giver"))
    publics = [each.public_key().public_bytes_raw() for each in (giver, mine)]
    within = independent.hpke_opened(of(case["private"]), of(case["granted"])[1:], info)
    between = independent.derive(mine.exchange(X25519PublicKey.from_public_bytes(publics[0])), "granted", *publics)
    assert independent.unsealed(between, within, info).hex() == case["space_key"]


def test_frozen_words_are_a_slow_hash_of_both_keys():
    for case in kept("words"):
        memory, passes, lanes = case["cost"]
        salt = sha256(independent.framed("words", 1, of(case["instance"]))).digest()[:16]
        settings = {"salt": salt, "length": 6, "iterations": passes, "lanes": lanes, "memory_cost": memory}
        both = independent.framed(*sorted((of(case["one"]), of(case["other"]))))
        assert list(Argon2id(**settings, secret=of(case["invitation"])).derive(both)) == case["numbers"]
