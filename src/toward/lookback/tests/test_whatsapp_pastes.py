"""Lines inside a message that look like headers: copied from this chat or another one."""

from __future__ import annotations

from datetime import UTC

import pytest

from toward.lookback.messages import Reading
from toward.lookback.read import read
from toward.lookback.tests.specimens import told

BEFORE = "13/06/2018, 10:00 - Su: a\n13/06/2018, 10:01 - Li: b\n"
AFTER = "14/06/2018, 11:00 - Su: y\n14/06/2018, 12:01 - Li: z\n"


def reading(*parts: str) -> Reading:
    return read([("x", "".join(parts).encode())], zone=UTC)


def texts(got: Reading) -> list[str]:
    return [row.text for row in told(got.chats[0])]


PASTES = {
    "another layout, from another time": "[1.9.17, 00:00:00] Bob: look\n[1.9.17, 00:00:05] Eve: yes\n",
    "another layout, between the neighbours": "13/06/2018 18:30 dentist: don't forget\n14/06/2018 9:00 call: mum\n",
    "another layout, our own words of today": "[13/06/2018, 10:00:00] Su: a\n[13/06/2018, 10:01:00] Li: b\n",
    "another layout, of this very minute": "[13/06/2018, 18:05:00] Li: b\n",
    "another layout without an author": "14/06/18 09:00 - train\n",
    "our layout, last year": "13/02/2017, 10:00 - Li: old\n13/02/2017, 10:01 - Su: words\n",
    "our layout, last year, strangers": "13/02/2017, 10:00 - Bob: old\n13/02/2017, 10:01 - Eve: words\n",
    "our layout, next week, nobody": "20/06/2018, 10:30 - dentist\n21/06/2018, 9:00 - call: mum\n",
    "our layout, this morning, strangers": "13/06/2018, 09:00 - Bob: hi\n13/06/2018, 09:01 - Eve: ho\n13/06/2018, 09:02 - Bob: ha\n",
    "a year of two digits": "2/11/17, 14:48 Alice: from another chat\n",
    "only a date": "12/05/2018 arrive\n13/05/2018: depart\n",
    "a list of times": "10:00 - breakfast\n11:00 - Su: swim\n",
    "brackets": "[note] Su: x\n[12] Li: y\n",
}


@pytest.mark.parametrize("paste", PASTES.values(), ids=PASTES.keys())
@pytest.mark.parametrize("blank", ["", "\n"], ids=["at once", "after a blank line"])
def test_a_paste_does_not_split_its_message(paste: str, blank: str):
    got = reading(BEFORE, "13/06/2018, 18:05 - Su: look:\n", blank, paste, AFTER)
    assert texts(got) == ["a", "b", f"look:\n{blank}{paste}".removesuffix("\n"), "y", "z"]
    assert got.chats[0].people == ("Su", "Li")
    assert (got.unread_lines, got.notes) == (0, ())


@pytest.mark.parametrize(
    "paste", ["our layout, last year, strangers", "our layout, this morning, strangers", "only a date"]
)
def test_a_paste_at_the_end_of_the_file_does_not_split_its_message(paste: str):
    got = reading(BEFORE, AFTER, "15/06/2018, 18:05 - Su: look:\n", PASTES[paste])
    assert texts(got) == ["a", "b", "y", "z", f"look:\n{PASTES[paste]}".removesuffix("\n")]


def test_a_long_chat_pasted_whole_stays_in_its_message():
    paste = "".join(f"{1 + i // 10:02}/03/2017, 10:{i % 60:02} - {'Bob' if i % 2 else 'Li'}: {i}\n" for i in range(50))
    got = reading(BEFORE, "13/06/2018, 18:05 - Su: look:\n", paste, AFTER)
    assert texts(got) == ["a", "b", f"look:\n{paste}".removesuffix("\n"), "y", "z"]


def test_a_stretch_of_the_past_longer_than_any_paste_is_the_files_own():
    past = "".join(f"{1 + i // 10:02}/03/2017, 10:{i % 60:02} - {'Su' if i % 2 else 'Li'}: {i}\n" for i in range(200))
    later = "".join(f"{1 + i // 10:02}/07/2018, 10:{i % 60:02} - {'Su' if i % 2 else 'Li'}: {i}\n" for i in range(200))
    got = reading(BEFORE, AFTER, past, later)
    assert len(got.chats[0]) == 404


def test_messages_that_arrived_late_are_messages():
    late = "13/06/2018, 09:30 - Li: sent in the tunnel\n13/06/2018, 09:31 - Li: and again\n"
    got = reading(BEFORE, late, AFTER)
    assert texts(got) == ["a", "b", "sent in the tunnel", "and again", "y", "z"]


def test_a_notice_out_of_order_is_a_notice():
    got = reading(BEFORE, "13/06/2018, 09:55 - Messages and calls are end-to-end encrypted.\n", AFTER)
    assert [row.who for row in told(got.chats[0])] == ["Su", "Li", None, "Su", "Li"]


def test_somebody_new_who_writes_in_time_is_somebody():
    got = reading(BEFORE, "13/06/2018, 18:00 - Bob: thanks for adding me\n", AFTER)
    assert got.chats[0].people == ("Su", "Li", "Bob")


def test_a_silence_of_months_is_no_paste():
    got = reading(BEFORE, "14/01/2019, 18:00 - Su: hello again\n", "15/01/2019, 18:00 - Li: oh!\n")
    assert texts(got) == ["a", "b", "hello again", "oh!"]


def test_a_file_pieced_together_from_many_exports_keeps_every_line():
    lines = (
        "[05.05.23, 15:48:11] James: 0", "[11/8/21, 9:41:32 AM] Ann: 1", "1/23/23, 3:19 AM - Su: 2", "1/23/23, 3:22_AM - Li: 3",
        "[2023/5/4, 16:13:23] ~ Su: 4", "7/19/22, 11:32\u202fPM - Li: 5", "13.06.2018 klo 21.25 - Su: 6",
    )  # fmt: skip
    assert texts(reading("\n".join(lines))) == list("0123456")
