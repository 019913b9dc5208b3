"""What somebody may try against a vault. Each attack tells how often it was tried; it fails loudly if it succeeds once.

They are given the vault, so that the same attacks can show that a vault with something broken in it would be noticed
(`mutants.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from types import SimpleNamespace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from toward.vault.tests import independent
from toward.vault.tests.specimens import DOCUMENT, fixed, grant, things, two_pairs, two_secrets

CHEAP = {"memory": 8, "passes": 1, "lanes": 1}
TYPES = ("entry", "grant", "drop", "session", "wrap")
SIZE = 313 + 138 + 305 + 171 + 89  # bytes of all of them


def refused(v: SimpleNamespace, act: Callable[[], object], *errors: str) -> bool:
    """Whether it was refused with one of our errors, `NotOpened` unless others are named."""
    try:
        act()
    except tuple(getattr(v.errors, name) for name in errors or ("NotOpened",)):
        return True
    return False


def opens_where_it_belongs(v: SimpleNamespace) -> int:
    for thing in things(v):
        assert thing.opened() == thing.within, thing.name
    return len(TYPES)


def another_field(v: SimpleNamespace) -> int:
    """Each thing that must be right is taken from another row: refused."""
    tried = 0
    for thing in things(v):
        for name, value in thing.otherwise.items():
            assert refused(v, lambda t=thing, n=name, o=value: t.opened(**{n: o})), (
                f"{thing.name} opens with another {name}"
            )
            tried += 1
    return tried


def exchanged_fields(v: SimpleNamespace) -> int:
    """Two fields of one kind change places: refused."""
    tried = 0
    for thing in things(v):
        for one, other in combinations([n for n, value in thing.where.items() if isinstance(value, bytes)], 2):
            swapped = {one: thing.where[other], other: thing.where[one]}
            assert refused(v, lambda t=thing, s=swapped: t.opened(**s)), (
                f"{thing.name}: {one} and {other} may change places"
            )
            tried += 1
    return tried


def changed_bytes(v: SimpleNamespace, changes: tuple[int, ...] = (0x01, 0x80)) -> int:
    """Each byte of each sealed thing, changed: refused."""
    tried = 0
    for thing in things(v):
        for at in range(len(thing.sealed)):
            for change in changes:
                hurt = bytearray(thing.sealed)
                hurt[at] ^= change
                error = "NotOpened" if at else "UnknownSuite"
                assert refused(v, lambda t=thing, h=hurt: t.opened(bytes(h)), error), (
                    f"{thing.name}: byte {at} does not matter"
                )
                tried += 1
    return tried


def cut_off(v: SimpleNamespace) -> int:
    """Each truncation, and a byte too many at either end: refused."""
    tried = 0
    for thing in things(v):
        cuts = [thing.sealed[:size] for size in range(len(thing.sealed))] + [thing.sealed + b"\0", b"\1" + thing.sealed]
        for cut in cuts:
            assert refused(v, lambda t=thing, c=cut: t.opened(c)), f"{thing.name} opens at {len(cut)} bytes"
        tried += len(cuts)
    return tried


def another_kind(v: SimpleNamespace) -> int:
    """A thing of one kind laid where another kind is expected: refused."""
    tried = 0
    for thing in things(v):
        for other in things(v):
            if other.name != thing.name:
                assert refused(v, lambda t=thing, o=other: t.opened(o.sealed)), f"{other.name} passes for {thing.name}"
                tried += 1
    return tried


def one_blob_for_two_keys(v: SimpleNamespace) -> int:
    """A planted blob that ChaCha20-Poly1305 accepts under two keys opens under the one it commits to at most."""
    one, other = two_secrets(v)
    salt, context = fixed("s", 24), v.framing.framed("planted")
    first, second = (independent.own(key.reveal(), salt)[0] for key in (one, other))
    commitment = v.sealing.seal(one, b"", context, salt=salt)[25:41]
    ciphertext = independent.under_two_keys(first, second, context)
    for key in (first, second):
        assert ChaCha20Poly1305(key).decrypt(bytes(12), ciphertext, context), "a collision that is none proves nothing"
    planted = b"\1" + salt + commitment + ciphertext
    assert v.sealing.unseal(one, planted, context)
    assert refused(v, lambda: v.sealing.unseal(other, planted, context)), "one blob opens under two keys"
    return 1


def planted_grant(v: SimpleNamespace) -> int:
    """The host knows every public key and every id, and seals a space key of their own choice: refused."""
    thing, space_key = grant(v), fixed("h", 32)
    at = dict(thing.where)
    pair, giver = at.pop("pair"), at.pop("giver")
    info = v.identity.Grant(**at).info()
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    host = v.identity.new_pair()
    by_host = v.identity.grant(v.secret.SecretBytes(space_key), pair.public, v.identity.Grant(**at), giver=host)
    public = X25519PublicKey.from_public_bytes(pair.public)
    bare = [b"\1" + suite.encrypt(within, public, info=info) for within in (space_key, b"\1" + bytes(88), b"")]
    for planted in (*bare, by_host):
        assert refused(v, lambda p=planted: thing.opened(p, giver=giver), "NotOpened", "UnknownSuite"), (
            "the host planted a key"
        )
    return 4


def same_key_twice(v: SimpleNamespace) -> int:
    """What is sealed twice looks like two different things, also to who compares only parts of it."""
    for one, other in zip(things(v), things(v), strict=True):
        assert one.sealed[1:25] != other.sealed[1:25], f"{one.name}: the salt came twice"
        assert one.sealed[-32:] != other.sealed[-32:], f"{one.name}: the stream of the cipher came twice"
    return len(TYPES)


def what_a_root_hangs_on(v: SimpleNamespace) -> int:
    """Another password, salt, pepper, card or cost gives another proof and another key; no two of them meet."""
    known = {
        "salt": fixed("s"),
        "pepper": v.secret.SecretBytes(fixed("p", 32)),
        "card": v.secret.SecretBytes(fixed("c")),
    }
    cost = v.keys.Cost(**CHEAP)
    cases = [
        ("goodnight", {}),
        ("goodnight ", {}),
        ("goodnight", {"salt": fixed("S")}),
        ("goodnight", {"pepper": v.secret.SecretBytes(fixed("P", 32))}),
        ("goodnight", {"card": v.secret.SecretBytes(fixed("C"))}),
        ("goodnight", {"card": v.secret.SecretBytes(bytes(16))}),
        ("goodnight", {"card": None}),
        *(("goodnight", {"cost": v.keys.Cost(**(CHEAP | more))}) for more in ({"memory": 16}, {"passes": 2})),
        ("goodnight", {"cost": v.keys.Cost(memory=16, passes=1, lanes=2)}),
    ]
    roots = [v.keys.root(password, **({**known, "cost": cost} | changed)) for password, changed in cases]
    keys = [key.reveal() for root in roots for key in (root.proof, root.kek)]
    assert len(set(keys)) == 2 * len(cases)
    assert not {root.digest() for root in roots} & set(keys), "what the server keeps is a key"
    assert [root.proves(roots[0].digest()) for root in roots] == [True] + [False] * (len(cases) - 1)
    return len(cases)


def what_passes_for_nothing(v: SimpleNamespace) -> int:
    """An empty or short pepper, card, salt, key, secret of an invitation is an error, not a silent nothing."""
    bytes_of, cost = v.secret.SecretBytes, v.keys.Cost(**CHEAP)
    fine = {"salt": fixed("s"), "pepper": bytes_of(fixed("p", 32)), "card": bytes_of(fixed("c")), "cost": cost}
    short = bytes_of(fixed("k", 8))
    wrong: list[Callable[[], object]] = [
        *(lambda c=change: v.keys.root("goodnight", **(fine | c)) for change in (
            {"salt": b""}, {"salt": fixed("s", 8)}, {"pepper": bytes_of(b"")}, {"card": bytes_of(b"")}, {"card": short},
        )),
        lambda: v.sealing.derive(bytes_of(b""), "x"),
        lambda: v.sealing.derive(short, "x"),
        lambda: v.sealing.seal(short, b"", b""),
        lambda: v.sealing.seal(bytes_of(fixed("k", 32)), b"", b"", salt=b"short"),
        lambda: v.words.numbers(b"a", b"b", invitation=short, instance=fixed("i"), cost=cost),
        lambda: v.kit.write(short, "card"),
        lambda: v.kit.write(bytes_of(fixed("k", 17)), "card"),
    ]  # fmt: skip
    for number, act in enumerate(wrong):
        assert _raises(act, ValueError), f"number {number} passed"
    assert _raises(lambda: bytes_of(32), TypeError), "32 zeros pass for a secret"
    return len(wrong) + 1


def _raises(act: Callable[[], object], error: type[Exception]) -> bool:
    try:
        act()
    except error:
        return True
    return False


def purposes_that_meet(v: SimpleNamespace) -> int:
    """No two purposes give one key, nor does a purpose give the key of a sealed thing."""
    key = v.secret.SecretBytes(fixed("k", 32))
    purposes = [
        ("as", "b"),
        ("a", "sb"),
        ("ab",),
        (b"ab",),
        (b"ab", b"b"),
        (b"a", b"bb"),
        ("1",),
        (1,),
        ((1).to_bytes(8, "big"),),
        ("",),
        (),
        ("", ""),
    ]
    found = [v.sealing.derive(key, *purpose).reveal() for purpose in purposes]
    found += [
        v.sealing.derive(key, "sealed").reveal(),
        v.keys.recovery_key(key).reveal(),
        v.keys.passkey_key(key).reveal(),
    ]
    found += [independent.own(key.reveal(), salt)[0] for salt in (fixed("s", 24), bytes(24))]
    assert len(set(found)) == len(found)
    assert all(len(each) == 32 for each in found)
    return len(found)


def planted_lengths(v: SimpleNamespace) -> int:
    """Filled-up documents as only a liar fills them: refused."""
    good = v.entries.padded(DOCUMENT)
    lies = [
        b"",
        good[:3],
        good[:-1],
        good + b"\0",
        good[:-1] + b"x",
        b"\xff" * 256,
        bytes(3) + b"\xfd" + bytes(252),
        bytes(300),
    ]
    for lie in lies:
        assert refused(v, lambda told=lie: v.entries.unpadded(told)), lie[:8]
    return len(lies)


def what_the_words_hang_on(v: SimpleNamespace) -> int:
    """Another key, invitation, instance or cost shows other words; the two sides show the same."""
    (su, liang), host = two_pairs(v), fixed("h", 32)
    invited, cost = v.secret.SecretBytes(fixed("n")), v.keys.Cost(**CHEAP)
    usual = {"invitation": invited, "instance": fixed("i"), "cost": cost}
    changed = [
        {"invitation": v.secret.SecretBytes(fixed("N"))},
        {"instance": fixed("I")},
        {"cost": v.keys.Cost(16, 1, 1)},
    ]
    shown = [
        v.words.numbers(*pair, **usual) for pair in ((su.public, liang.public), (su.public, host), (host, liang.public))
    ]
    shown += [v.words.numbers(su.public, liang.public, **(usual | change)) for change in changed]
    assert len(set(shown)) == len(shown) == 6
    assert shown[0] == v.words.numbers(liang.public, su.public, **usual)
    assert all(len(six) == 6 and all(0 <= number < 256 for number in six) for six in shown)
    return len(shown)


def repeated_intents(v: SimpleNamespace) -> int:
    """The same intent makes the same ids; another intent, index or key makes others."""
    key, other = two_secrets(v)
    cases = [(key, fixed("a"), 0), (key, fixed("a"), 1), (key, fixed("b"), 0), (other, fixed("a"), 0)]
    ids = [v.entries.entry_id(*case) for case in cases]
    assert ids == [v.entries.entry_id(*case) for case in cases]
    assert len(set(ids)) == len(cases)
    assert {len(each) for each in ids} == {16}
    return len(cases)


def sizes_that_tell(v: SimpleNamespace) -> int:
    """Of a sealed document no more shows than its size class."""
    key, place = two_secrets(v)[0], v.entries.Place(fixed("i"), fixed("s"), 1, 1, fixed("e"))
    public = two_pairs(v)[0].public
    lengths = (0, 1, 100, 252)
    entries = {len(v.entries.seal_entry(key, bytes(size), place)) for size in lengths}
    drops = {
        len(v.identity.drop(bytes(size), public, instance=fixed("i"), space=fixed("s"), drop_id=fixed("d")))
        for size in lengths
    }
    assert (len(entries), len(drops)) == (1, 1)
    assert len(v.entries.seal_entry(key, bytes(253), place)) == 512 + v.sealing.OVERHEAD
    return len(lengths)


def lines_of_the_kit(v: SimpleNamespace) -> int:
    """A wrong line, a typing error, another alphabet: each told for what it is."""
    card = v.kit.write(v.secret.SecretBytes(fixed("c")), "card")
    told = {
        "other_line": [v.kit.write(v.secret.SecretBytes(fixed("c")), "recovery")],
        "typo": [
            *{
                card[:at] + ("7" if card[at] != "7" else "8") + card[at + 1 :]
                for at in range(len(card))
                if card[at] != "-"
            }
        ],
        "length": ["", "-", card[:-1], card + "0", card * 2, card + " " * 280, "0" * 1_000_000],
        "letter": [card[:-1] + letter for letter in "U!٣๓²①ſßﬁı\u212aАΟ😀\ud800"],
    }
    for code, lines in told.items():
        for line in lines:
            assert _code(v, line) == code, (code, line[:40])
    return sum(map(len, told.values()))


def _code(v: SimpleNamespace, line: str) -> str:
    try:
        v.kit.read(line, "card")
    except v.errors.UnreadableLine as error:
        return error.code
    return "read"


def refused_with_no_word(v: SimpleNamespace) -> int:
    """A refusal says the same whatever was wrong, and chains no library's error to itself."""
    tried = 0
    for thing in things(v):
        hurt = [
            (thing.sealed[:-1] + bytes((thing.sealed[-1] ^ 1,)), {}),
            (thing.sealed, dict([next(iter(thing.otherwise.items()))])),
        ]
        for sealed, changed in hurt:
            try:
                thing.opened(sealed, **changed)
            except v.errors.NotOpened as error:
                tried += _says_nothing(error)
    return tried


def _says_nothing(error: Exception) -> bool:
    chained = isinstance(error.__context__, InvalidTag) and not error.__suppress_context__
    return error.args == () and error.__cause__ is None and not chained


ATTACKS = {
    opens_where_it_belongs: 5,
    another_field: 6 + 7 + 4 + 6 + 4,
    exchanged_fields: 3 + 10 + 3 + 3 + 1,
    changed_bytes: 2 * SIZE,
    cut_off: SIZE + 10,
    another_kind: 20,
    one_blob_for_two_keys: 1,
    planted_grant: 4,
    same_key_twice: 5,
    what_a_root_hangs_on: 10,
    what_passes_for_nothing: 13,
    purposes_that_meet: 17,
    planted_lengths: 8,
    what_the_words_hang_on: 6,
    repeated_intents: 4,
    sizes_that_tell: 4,
    lines_of_the_kit: 1 + 28 + 7 + 15,
    refused_with_no_word: 10,
}  # and how often each is tried, so that none passes by trying nothing
