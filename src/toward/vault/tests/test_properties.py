"""What holds for every document, every line, every list of parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toward.vault.entries import SIZES, Place, open_entry, padded, seal_entry, unpadded
from toward.vault.errors import TooLarge, UnreadableLine, UnusableKey
from toward.vault.framing import framed
from toward.vault.identity import Grant, accept, drop, grant, new_pair, pick_up
from toward.vault.keys import Cost, root
from toward.vault.kit import read, write
from toward.vault.sealing import OVERHEAD
from toward.vault.secret import SecretBytes

KEY = SecretBytes(b"k" * 32)
AT = {"instance": b"i" * 16, "space": b"s" * 16}
PLACE = Place(**AT, epoch=1, sequence=1, entry=b"e" * 16)
PART = st.binary(max_size=6) | st.text(max_size=6) | st.integers(-(2**63), 2**63 - 1)
IDS = st.binary(min_size=16, max_size=16)
SPACES = ["", " ", "-", " - ", "\u3000", "\n", "\u00a0", "–", "－", "\u200b", "\r\n", "_", ".", "ー"]


@given(st.lists(PART, max_size=4), st.lists(PART, max_size=4))
def test_two_lists_of_parts_are_framed_alike_only_if_they_are_alike(one, other):
    alike = [(type(part), part) for part in one] == [(type(part), part) for part in other]
    assert (framed(*one) == framed(*other)) == alike


@given(st.lists(PART, min_size=1, max_size=4))
def test_no_framed_list_begins_another_shorter_one(parts):
    assert framed(*parts).startswith(framed(*parts[:-1]))
    assert framed(*parts) == framed(*parts[:-1]) + framed(parts[-1])
    assert framed(*parts) != framed(*parts[:-1])


@pytest.mark.parametrize("part", [True, False, None, 1.0, bytearray(b"a"), memoryview(b"abcd").cast("I"), KEY, [b"a"]])
def test_what_is_no_part_is_refused_without_being_printed(part):
    with pytest.raises(TypeError, match=r"^A part is bytes, text or a number, not \w+\.$"):
        framed(part)


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 2**64, 10**100])
def test_a_number_that_no_database_keeps_is_an_error_and_never_wraps_around(number):
    with pytest.raises(OverflowError):
        framed(number)


@given(st.binary(max_size=3000), st.integers(1, 2**63 - 1), st.integers(0, 2**31), IDS)
def test_every_document_comes_back_from_every_place(document, sequence, epoch, entry):
    place = Place(**AT, epoch=epoch, sequence=sequence, entry=entry)
    sealed = seal_entry(KEY, document, place)
    assert open_entry(KEY, sealed, place) == document
    assert len(sealed) - OVERHEAD in SIZES


@pytest.mark.parametrize("size", SIZES)
def test_every_size_class_is_full_at_its_edge_and_over_it_begins_the_next(size):
    full = bytes(size - 4)
    assert open_entry(KEY, seal_entry(KEY, full, PLACE), PLACE) == full == unpadded(padded(full))
    assert len(padded(full)) == size
    if size < SIZES[-1]:
        assert len(padded(full + b"x")) == SIZES[SIZES.index(size) + 1]


def test_a_document_over_the_largest_class_is_refused_by_its_size():
    with pytest.raises(TooLarge, match=r"^4194301$"):
        seal_entry(KEY, bytes(SIZES[-1] - 3), PLACE)


@given(st.binary(max_size=600), IDS)
def test_every_drop_is_picked_up(document, drop_id):
    space = new_pair()
    assert pick_up(drop(document, space.public, **AT, drop_id=drop_id), space, **AT, drop_id=drop_id) == document


@given(IDS, IDS, st.integers(0, 2**31))
def test_every_grant_is_accepted_by_its_recipient_and_from_its_giver(recipient, granter, epoch):
    su, liang, to = new_pair(), new_pair(), Grant(**AT, epoch=epoch, recipient=recipient, granter=granter)
    assert accept(grant(KEY, su.public, to, giver=liang), su, to, giver=liang.public) == KEY


@pytest.mark.parametrize(
    "public", [bytes(32), b"\1" + bytes(31), b"", bytes(31), bytes(33), b"\xec" + b"\xff" * 30 + b"\x7f"]
)
def test_a_public_key_that_is_none_is_told_as_such(public):
    su, to = new_pair(), Grant(**AT, epoch=1, recipient=b"r", granter=b"g")
    for act in (lambda: drop(b"", public, **AT, drop_id=b"d"), lambda: grant(KEY, public, to, giver=su)):
        with pytest.raises(UnusableKey):
            act()
    granted = grant(KEY, su.public, to, giver=new_pair())
    with pytest.raises(UnusableKey):
        accept(granted, su, to, giver=public)


@given(IDS, st.sampled_from(["card", "recovery"]), st.data())
def test_a_line_is_read_in_any_case_and_width_with_any_spaces_and_the_usual_mistakes(secret, line, data):
    printed = write(SecretBytes(secret), line).replace("-", "")
    typed = ""
    for letter in printed:
        ways = [letter, letter.lower(), *{"0": "Oo", "1": "IilL"}.get(letter, "")]
        way = data.draw(st.sampled_from(ways))
        wide = chr(ord(way) + 0xFEE0) if data.draw(st.booleans()) else way
        typed += wide + data.draw(st.sampled_from(SPACES))
    assert read(typed, line).reveal() == secret


@given(IDS)
def test_the_wrong_line_of_the_kit_is_told_from_a_typing_error(secret):
    for line, other in (("card", "recovery"), ("recovery", "card")):
        with pytest.raises(UnreadableLine, match=r"^other_line$"):
            read(write(SecretBytes(secret), other), line)


@given(st.text(max_size=300))
def test_anything_typed_as_a_line_is_read_or_refused(typed):
    try:
        assert len(read(typed, "card")) == 16
    except UnreadableLine as error:
        assert error.code in ("length", "letter", "typo", "other_line")  # noqa: PT017


def test_composed_and_decomposed_letters_are_one_password_and_half_a_surrogate_is_one_too():
    about = {"salt": b"s" * 16, "pepper": SecretBytes(b"p" * 32), "card": None, "cost": Cost(8, 1, 1)}
    one, other, broken = (root(typed, **about).digest() for typed in ("Vu\u0308 Å", "V\u00fc A\u030a", "Vü Å\ud800"))
    assert one == other != broken
