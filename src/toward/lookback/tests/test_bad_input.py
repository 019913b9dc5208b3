"""What people really drop on the page: nothing, half of it, something else, something enormous."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import subprocess
import sys
import textwrap
import zipfile
from datetime import UTC

import pytest

from toward.lookback.formats import loose_json
from toward.lookback.messages import Unreadable
from toward.lookback.read import read
from toward.lookback.tests.specimens import SPECIMENS, told

CHAT = SPECIMENS[0]


def refusal(data: bytes, name: str = "chat.txt") -> Unreadable:
    with pytest.raises(Unreadable) as problem:
        read([(name, data)], zone=UTC)
    return problem.value


OTHER_APPS = {
    "LINE": "[LINE] Liangとのトーク履歴\n保存日時：2024/08/01 22:12\n\n2024/08/01(木)\n22:12\tLiang\tおやすみ\n",
    "LINE, Chinese": "[LINE] 與Liang的聊天記錄\n儲存日期：2024/1/2\n\n2024/1/2週二\n下午03:04\tLiang\t晚安\n",
    "LINE, English": "Chat history with Liang\nSaved on: 2024/1/2\n\n2024.01.02 Tuesday\n03:05pm\tLiang\tnight\n",
    "KakaoTalk": "2015년 7월 9일 오후 8:34, 박영우 : 안녕\n",
    "KakaoTalk, Windows": "--------------- 2015년 8월 1일 토요일 ---------------\n[박영우] [오후 2:37] 안녕\n",
    "KakaoTalk, iOS": "2015. 7. 9. 오후 8:35, 박영우 : 안녕\n",
    "KakaoTalk, Mac": 'Date,User,Message\n"2015-07-09 20:34:00","박영우","안녕"\n',
    "SMS Backup & Restore": '<?xml version="1.0"?><smses count="1"><sms address="1" date="1" type="1" body="hi"/></smses>',
    "Telegram (HTML)": '<!DOCTYPE html><html><head><title>Exported Data</title></head><body><div class="history"></div></body></html>',
    "Discord": '{"guild": {"id": "0"}, "channel": {"type": "DirectTextChat"}, "messages": [{"timestamp": "2024-01-02T03:04:05+00:00"}]}',
    "Google Chat": '{"messages": [{"creator": {"name": "Su", "user_type": "Human"}, "created_date": "Friday, May 29, 2026", "text": "hi"}]}',
    "Signal": '[{"conversationId": "x", "type": "incoming", "sent_at": 1, "body": "hi"}]',
    "WeChat": "\ufefflocalId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n1,2,1,0,1,1700000000,0,hi,,,,\n",
    "QQ": "2024-01-02 03:04:05 Alice(10001)\nhi\n",
    "iMessage": "May 17, 2022  5:29:42 PM\nMe\nhi\n",
}


@pytest.mark.parametrize(("app", "text"), OTHER_APPS.items(), ids=OTHER_APPS.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_export_of_another_app_is_called_by_its_name(app: str, text: str, end: str):
    problem = refusal(text.replace("\n", end).encode())
    assert (problem.code, problem.facts["app"]) == ("other_app", app.partition(",")[0])


@pytest.mark.parametrize("text", OTHER_APPS.values(), ids=OTHER_APPS.keys())
def test_another_apps_export_pasted_into_a_message_is_words(text: str):
    before, after = "13/06/2018, 21:25 - Su: look:\n", "14/06/2018, 21:25 - Li: ok\n"
    rows = told(read([("x", f"{before}{text.strip()}\n{after}".encode())], zone=UTC).chats[0])
    assert [(row.who, row.text) for row in rows] == [("Su", f"look:\n{text.strip()}"), ("Li", "ok")]


PNG, JPEG = b"\x89PNG\r\n\x1a\n" + bytes(99), b"\xff\xd8\xff\xe0" + bytes(99)
BINARIES = {
    "PNG": PNG, "JPEG": JPEG, "PDF": b"%PDF-1.7\n1 0 obj\n", "gzip": gzip.compress(CHAT.data), "MP4": b"\0\0\0\x18ftypmp42" + bytes(50),
    "Ogg": b"OggS" + bytes(50), "RAR": b"Rar!\x1a\x07" + bytes(9), "ELF": b"\x7fELF" + bytes(9), "GIF": b"GIF89a" + bytes(9),
    "plist": b"bplist00" + bytes(9), "xz": b"\xfd7zXZ\0" + bytes(9), "MP3": b"ID3\4" + bytes(9), "RIFF": b"RIFF" + bytes(4) + b"WAVE",
}  # fmt: skip


@pytest.mark.parametrize(("what", "data"), BINARIES.items(), ids=BINARIES.keys())
@pytest.mark.parametrize("name", ["chat.txt", "photo", "result.json"])
def test_a_file_that_is_no_text_is_called_what_it_is(what: str, data: bytes, name: str):
    problem = refusal(data, name)
    assert (problem.code, problem.facts.get("what")) == ("binary", what)


def test_unknown_binary_is_binary():
    assert refusal(b"\1\2\3\0" * 100).code == "binary"
    assert refusal(CHAT.data.decode().encode("utf-16-le")).code == "binary"


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "a\nb\nc",
        "name,age\nSu,30\n",
        "# Notes\n\n- 2024\n",
        "21:25",
        "13/06/2018",
        "<html><body>hi</body></html>",
    ],
)
def test_text_that_is_no_chat_is_no_chat(text: str):
    assert refusal(text.encode()).code == "not_a_chat"


@pytest.mark.parametrize(
    "text",
    ["2018.6.13 at 21:25 o'clock | Su | hi\n", "13/06/2018 tomorrow 21:25 - Su: hi\n", "13/06/1397, 21:25 - Su: hi\n"],
)
def test_dates_in_an_unknown_form_are_said_to_be_unknown(text: str):
    assert refusal(text.encode()).code == "unknown_header"


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"messages": []}', '{"a": 1}', '[{"a": 1}]', '["x"]', '{"messages": [{"text": "hi"}]}']
)
def test_json_of_something_else_is_no_chat(text: str):
    assert refusal(text.encode()).code == "not_a_chat"


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, 2',
        '[{"a": "x',
        '{"sender_name": "Su", "timestamp_ms": 1',
        '{"messages": [{"sender_name": "Su", "timestamp_ms": 17',
    ],
)
def test_json_cut_off_before_its_first_message_is_broken(text: str):
    assert refusal(text.encode()).code in {"broken_json", "not_a_chat"}


def test_json_with_a_mistake_in_its_middle_is_broken_and_not_half_read():
    rows = [{"sender_name": "Su", "timestamp_ms": 1_700_000_000_000 + i, "content": "x" * 90} for i in range(2000)]
    data = json.dumps({"messages": rows}).encode()
    assert len(read([("x", data)], zone=UTC).chats[0]) == 2000
    place = data.index(b"}, {", 9000)
    assert refusal(data[:place] + b"}" + data[place:]).code == "broken_json"


def test_json_in_json_in_json_is_broken():
    deep = b'{"sender_name": 1, "timestamp_ms": ' + b"[" * 200_000
    assert refusal(deep).code == "broken_json"
    assert refusal(deep + b"]" * 200_000 + b"}").code == "broken_json"
    assert refusal(b'{"sender_name": 1, "timestamp_ms": ' + b"9" * 9000 + b"}").code == "broken_json"


@pytest.mark.parametrize("cut", range(1, 60))
def test_json_is_completed_after_its_last_whole_object(cut: int):
    whole = '{"messages": [{"a": "}]"}, {"b": [1, {"c": "\\""}]}, {"d": "long enough to be cut"}]}'
    value, was_cut = (
        loose_json.load(whole[:-cut].encode()) if cut < len(whole) - 26 else ({"messages": [{"a": "}]"}]}, True)
    )
    assert was_cut
    assert value["messages"][0] == {"a": "}]"}
    assert len(value["messages"]) <= 3


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_a_file_in_an_old_encoding_is_read_and_said_to_be(encoding: str):
    data = "13/06/2018, 21:25 - José: año nuevo ñ\n".encode(encoding)
    got = read([("x", data)], zone=UTC)
    assert got.notes == ("mixed_encoding",)
    assert [(row.who, row.text) for row in told(got.chats[0])] == [("José", "año nuevo ñ")]


def test_two_encodings_in_one_file_are_both_read():
    data = "13/06/2018, 21:25 - José: 晚安\n".encode() + "13/06/2018, 21:26 - José: año\n".encode("cp1252")
    got = read([("x", data)], zone=UTC)
    assert got.notes == ("mixed_encoding",)
    assert [row.text for row in told(got.chats[0])] == ["晚安", "año"]


def test_utf_16_cut_inside_a_character_is_read():
    data = codecs.BOM_UTF16_LE + "13/06/2018, 21:25 - Su: hi 晚安".encode("utf-16-le")[:-1]
    assert told(read([("x", data)], zone=UTC).chats[0])[0].text == "hi 晚"


@pytest.mark.parametrize("last", ["14/06/2018, 1", "14/06/2018, 11:0", "14/06/2018, 11:00", "14/06/2018, 11:00 -"])
def test_a_header_cut_off_at_the_end_says_so(last: str):
    got = read([("x", f"13/06/2018, 21:25 - Su: a\n{last}".encode())], zone=UTC)
    assert got.notes == ("cut_off",)
    assert [row.text for row in told(got.chats[0])] == [f"a\n{last}"]


@pytest.mark.parametrize(
    "last", ["14/06/2018", "14", "see 14/06/2018, 11:00", "", "14/06/2018, 11:00 - Su: b", "[14/06/2018, 1"]
)
def test_a_last_line_that_is_whole_says_nothing(last: str):
    assert read([("x", f"13/06/2018, 21:25 - Su: a\n{last}".encode())], zone=UTC).notes == ()


def test_a_file_that_ends_with_a_header_is_cut_off():
    got = read([("x", b"13/06/2018, 21:25 - Su: a\n14/06/2018, 11:00 - ")], zone=UTC)
    assert got.notes == ("cut_off",)
    assert [row.text for row in told(got.chats[0])] == ["a", ""]


def test_a_character_cut_off_at_the_end_is_left_out_and_said():
    for missing in (1, 2):
        got = read([("x", "13/06/2018, 21:25 - Su: 晚安".encode()[:-missing])], zone=UTC)
        assert (told(got.chats[0])[0].text, got.notes) == ("晚", ("cut_off",))


def test_control_characters_stay_in_the_text():
    body = "a\0b\x0bc\x0cd\x1be\x85f\u2028g\u2029h\ufeffi\rj"
    rows = told(
        read([("x", f"13/06/2018, 21:25 - Su: {body}\n13/06/2018, 21:26 - Su: k\n".encode())], zone=UTC).chats[0]
    )
    assert [row.text for row in rows] == [body, "k"]


def test_one_author_and_one_message_are_a_chat():
    got = read([("x", b"13/06/2018, 21:25 - Su: hi")], zone=UTC)
    assert (got.chats[0].people, len(got.chats[0])) == (("Su",), 1)


def test_old_mac_line_breaks_are_line_breaks():
    got = read([("x", b"13/06/2018, 21:25 - Su: hi\r13/06/2018, 21:26 - Li: ho\r")], zone=UTC)
    assert [row.text for row in told(got.chats[0])] == ["hi", "ho"]


def test_only_the_apps_lines_are_a_chat_without_people():
    got = read([("x", b"13/06/2018, 21:25 - Messages are end-to-end encrypted.\n")], zone=UTC)
    assert (got.chats[0].people, len(got.chats[0])) == ((), 1)


def test_of_several_bad_files_the_nearest_to_a_chat_is_told():
    files = [("a", b"hello"), ("b", PNG), ("c", b"99/99/2018, 21:25 - Su: hi\n")]
    with pytest.raises(Unreadable, match="unknown_header"):
        read(files, zone=UTC)


ROOM = """
import resource, sys
from datetime import UTC
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from toward.lookback.messages import Unreadable
from toward.lookback.read import read
H, N = b"13/06/2018, 21:25 - Su: ", 60_000_000
J = b'{"messages": [{"sender_name": "Su", "timestamp_ms": 1700000000000, "content": "'
try:
    got = read([("x", DATA)], zone=UTC)
    print(got.format, sum(len(chat) for chat in got.chats), got.unread_lines)
except Unreadable as problem:
    print(problem.code)
"""
ENORMOUS = {
    "one line without a header": ("b'a' * N", "not_a_chat"),
    "one line": ("H + b'a' * N", "whatsapp 1 0"),
    "one line of colons": ("H + b':' * N", "whatsapp 1 0"),
    "line breaks": ("H + b'\\n' * N", "whatsapp 1 0"),
    "short lines of digits": ("H + b'\\n' + b'1\\n' * (N // 2)", "whatsapp 1 0"),
    "messages": ("(H + b'\\n') * (N // 25)", "whatsapp 2400000 0"),
    "broken bytes": ("H + b'\\xff' * N", "whatsapp 1 0"),
    "a JSON string that never ends": ("J + b'a' * N", "broken_json"),
    "JSON of backslashes": ("J + b'\\\\' * N", "broken_json"),
    "JSON of brackets": ("J[:-11] + b'[' * N", "broken_json"),
    "a database of nothing": ("b'SQLite format 3\\0ZWAMESSAGE' + bytes(N)", "broken_database"),
}


@pytest.mark.parametrize(("data", "answer"), ENORMOUS.values(), ids=ENORMOUS.keys())
def test_sixty_megabytes_of_anything_are_read_or_refused_in_two_gibibytes(data: str, answer: str):
    script = textwrap.dedent(ROOM).replace("DATA", data)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, answer, "")


def test_more_than_memory_holds_is_too_large():
    script = (
        textwrap.dedent(ROOM)
        .replace("2 << 30, 2 << 30", "600 << 20, 600 << 20")
        .replace("DATA", "J + b'\"},' + b'{\"a\":1},' * (N // 8)")
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "too_large", "")


def test_a_zip_in_a_zip_is_not_opened():
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("_chat.txt", CHAT.data)
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("chat.zip", inner.getvalue())
    assert refusal(outer.getvalue()).code in {"zip_without_chat", "not_a_chat", "binary"}


@pytest.mark.parametrize("blank", ["\n", " \n", "\r\n", "\t\r\n"])
def test_a_million_empty_lines_do_not_hide_a_chat_nor_hold_anybody_up(blank: str):
    chat = blank * 1_000_000 + "13/01/2023, 12:00 - Su: hi\n"
    assert [*read([("x", chat.encode())], zone=UTC).chats[0].text] == ["hi"]


@pytest.mark.parametrize("blank", [" ", "\n", " \n"])
def test_a_million_blanks_before_nothing_are_no_chat(blank: str):
    with pytest.raises(Unreadable) as refused:
        read([("x", (blank * 1_000_000 + "x").encode())], zone=UTC)
    assert refused.value.code == "not_a_chat"
