"""What stays of many nights, and what a file of a backup is."""

from __future__ import annotations

import os

import pytest

from toward.store.backups import bech32, folder, host_kit, lines, sealed
from toward.store.backups.lines import Damaged, Head
from toward.vault.secret import SecretBytes

DAY, NOW = 86_400, 1_800_000_000
KEY = sealed.new_key()
HEAD = Head("rows", "0.2.0", "aa", "bb", NOW, ("store.0001_a",), {"store.row": ["id", "sealed"]})
ROWS = [("store.row", (number, bytes([1]) * 100)) for number in range(30)]


def test_seven_days_and_four_weeks_stay_and_nothing_after_a_month():
    nights = [NOW - number * DAY for number in range(60)]
    stays = folder.kept(nights, NOW)
    assert {NOW - number * DAY for number in range(7)} <= stays
    assert 8 <= len(stays) <= 11
    assert min(stays) > NOW - folder.LONGEST


def test_of_several_a_day_the_newest_stays():
    assert folder.kept([NOW, NOW - 60, NOW - 120], NOW) == {NOW}


def test_a_month_without_a_new_one_leaves_nothing():
    assert folder.kept([NOW - 31 * DAY], NOW) == frozenset()


MINE, OTHERS = sealed.mark_of(KEY), sealed.mark_of(sealed.new_key())


def beside(home, instants, mark=MINE):
    """Backups by name alone."""
    for at in instants:
        for path in folder._pair(home, at, mark).files:
            path.touch()


def instants(home, mark=MINE):
    return sorted(pair.at for pair in folder.pairs(home) if pair.mark == mark)


def test_of_two_houses_in_one_folder_each_takes_away_its_own_only(tmp_path):
    nights = [NOW - number * DAY for number in range(40)]
    for mark in (MINE, OTHERS):
        beside(tmp_path, nights, mark)
    folder.rotate(tmp_path, MINE, NOW)
    assert 8 <= len(instants(tmp_path)) <= 11
    assert len(instants(tmp_path, OTHERS)) == 40
    assert {pair.mark for pair in folder.pairs(tmp_path, KEY)} == {MINE}


@pytest.mark.parametrize("jump", [5 * 365 * DAY, -6 * 365 * DAY])
def test_a_clock_that_jumped_takes_nothing_away_and_what_it_wrote_goes_when_the_nights_are_right_again(tmp_path, jump):
    week = [NOW - number * DAY for number in range(7)]
    beside(tmp_path, [*week, NOW + jump])
    folder.rotate(tmp_path, MINE, NOW + jump)
    assert instants(tmp_path) == sorted([*week, NOW + jump])
    assert folder.newest(tmp_path, KEY, NOW).at == NOW
    beside(tmp_path, [NOW + DAY])
    folder.rotate(tmp_path, MINE, NOW + DAY)
    assert instants(tmp_path) == sorted([*week, NOW + DAY])[1:]


def test_what_is_older_than_a_month_goes_with_a_half_that_was_left(tmp_path):
    beside(tmp_path, [NOW - number * DAY for number in (0, 1, 2, 3, 4, 31)])
    folder._pair(tmp_path, NOW - 40 * DAY, MINE).rows.touch()
    folder.rotate(tmp_path, MINE, NOW)
    assert len(list(tmp_path.iterdir())) == 10


def test_what_a_killed_process_left_goes_and_what_is_being_written_stays(tmp_path):
    old, young, others = (
        tmp_path / f".toward-{mark}-20270101T000000Z-rows.age-{end}"
        for mark, end in ((MINE, "a"), (MINE, "b"), (OTHERS, "c"))
    )
    for path, age in ((old, 2), (young, 0), (others, 2)):
        path.touch()
        os.utime(path, (NOW - age * 3600,) * 2)
    folder.rotate(tmp_path, MINE, NOW)
    assert {*tmp_path.iterdir()} == {young, others}


def test_the_newest_is_taken_even_where_nothing_but_a_day_to_come_is_there(tmp_path):
    assert folder.newest(tmp_path, KEY, NOW) is None
    beside(tmp_path, [NOW], OTHERS)
    assert folder.newest(tmp_path, KEY, NOW).mark == OTHERS  # whose kit it is not is said when it is opened
    beside(tmp_path, [NOW + 9 * DAY])
    assert folder.newest(tmp_path, KEY, NOW).at == NOW + 9 * DAY


def laid(home, at=NOW):
    path = home / f"toward-2027010{at - NOW}T000000Z-rows.age"
    sealed.seal(lines.written(HEAD, ROWS), path, KEY)
    return path


def test_what_is_sealed_is_read_as_it_was(tmp_path):
    read = sealed.unseal(laid(tmp_path), KEY)
    assert read.head == HEAD
    assert len(read.rows) == 30
    assert list(tmp_path.iterdir()) == [laid(tmp_path)]


def test_one_flipped_bit_anywhere_is_found(tmp_path):
    path = laid(tmp_path)
    content = path.read_bytes()
    places = [*range(200), *range(200, len(content), 37), len(content) - 1]
    found = 0
    for place in places:
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises((Damaged, sealed.WrongKey)):
            sealed.unseal(path, KEY)
        found += 1
    assert found == len(places) > 250


@pytest.mark.parametrize("part", [0, 10, 150, 900])
def test_a_file_that_breaks_off_is_found(tmp_path, part):
    path = laid(tmp_path)
    path.write_bytes(path.read_bytes()[:part])
    with pytest.raises((Damaged, sealed.WrongKey)):
        sealed.unseal(path, KEY)


def test_another_key_opens_nothing(tmp_path):
    with pytest.raises(sealed.WrongKey):
        sealed.unseal(laid(tmp_path), sealed.new_key())


def told(*changed):
    """The lines of a backup, some of them changed after they were counted."""
    given = list(lines.written(HEAD, ROWS))
    for place, line in changed:
        given[place] = line
    return b"".join(given)


def test_a_row_that_is_missing_or_doubled_is_found_even_under_the_right_key():
    assert len(lines.read(told()).rows) == 30
    first = list(lines.written(HEAD, ROWS))[1]
    for changed in ((1, b""), (2, first), (3, first * 2)):
        with pytest.raises(Damaged):
            lines.read(told(changed))


def test_what_cannot_be_made_leaves_neither_a_file_nor_the_one_before_changed(tmp_path):
    before = laid(tmp_path).read_bytes()

    def breaks():
        yield b"{}\n"
        raise ConnectionError("the database is gone")

    with pytest.raises(ConnectionError, match="gone"):
        sealed.seal(breaks(), laid(tmp_path), KEY)
    assert [path.read_bytes()[:20] for path in tmp_path.iterdir()] == [before[:20]]


def test_age_itself_knows_our_spelling_of_its_key():
    raw = bech32.read(KEY.reveal().decode())
    assert len(raw) == 32
    assert bech32.write(raw).encode() == KEY.reveal()
    with pytest.raises(ValueError):
        bech32.read(
            KEY.reveal().decode().replace(KEY.reveal().decode()[-1], "Q" if not KEY.reveal().endswith(b"Q") else "P")
        )


KIT = host_kit.HostKit(KEY, SecretBytes(os.urandom(32)))


def test_the_host_kit_is_read_from_its_page_and_from_typed_lines():
    typed = "\n".join(reversed(host_kit.write(KIT))).lower().replace("-", " ")
    for text in (host_kit.page(KIT), typed):
        assert host_kit.read(text) == KIT


def test_without_the_pepper_lines_it_is_a_kit_without_pepper():
    assert host_kit.read("\n".join(host_kit.write(KIT)[2:])) == host_kit.HostKit(KEY, None)


@pytest.mark.parametrize("lost", [0, 1, 2, 3])
def test_a_single_missing_line_is_said(lost):
    typed = [line for place, line in enumerate(host_kit.write(KIT)) if place != lost]
    with pytest.raises(host_kit.WrongKit):
        host_kit.read("\n".join(typed))


def test_two_lines_that_changed_places_are_told_from_right_ones():
    one, two, *rest = host_kit.write(KIT)
    swapped = [one[:11] + two[11:], two[:11] + one[11:], *rest]
    with pytest.raises(host_kit.WrongKit):
        host_kit.read("\n".join(swapped))
