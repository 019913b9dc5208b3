"""Words, pictures, calls, deleted messages and the app's own lines; and words that only sound like them."""

from __future__ import annotations

from datetime import UTC

import pytest

from toward.lookback.formats.whatsapp_lines import words
from toward.lookback.messages import Kind
from toward.lookback.read import read
from toward.lookback.tests.specimens import LRM, Said, told


def rows(*bodies: str, header: str = "13/06/2018, 21:25 - Su: ") -> list[Said]:
    data = "".join(f"{header}{body}\n" for body in bodies)
    return told(read([("x", data.encode())], zone=UTC).chats[0])


def kinds(*bodies: str, header: str = "13/06/2018, 21:25 - Su: ") -> list[Kind]:
    got = rows(*bodies, header=header)
    assert [row.text for row in got] == list(bodies)
    return [row.kind for row in got]


MEDIA = (
    "<Media omitted>", "<Medien ausgeschlossen>", "<Multimedia omitido>", "<Médias omis>", "<Mídia oculta>", "<Media omessi>",
    "<ficheiro não revelado>", "<Без медиафайлов>", "<忽略多媒體檔>", "<省略多媒体文件>", "<省略影音内容>", "<已省略多媒體檔案>",
    "<メディアなし>", "<미디어 파일 제외됨>", "<Media weggelaten>", "<pominięto multimedia>", "<تم استبعاد الوسائط>", "<Media bỏ qua>",
    "image omitted", "video omitted", "audio omitted", "sticker omitted", "GIF omitted", "document omitted", "圖片已略去", "影片已略去",
    "音訊已略去", "貼圖已略去", "imagem ocultada", f"{LRM}image omitted", "IMG-1.jpg (file attached)", f"{LRM}IMG-1.jpg (file attached)",
    "IMG-1.jpg (Datei angehängt)", "IMG-1.jpg (archivo adjunto)", "IMG-1.jpg (fichier joint)", "IMG-1.jpg (ファイル添付)",
    "<attached: 00000042-PHOTO-2025-01-15-22-41-20.jpg>", f"{LRM}<attached: 1.jpg>", "<已附加：00000042.jpg>", "null",
)  # fmt: skip
DELETED = (
    "This message was deleted", "This message was deleted.", "You deleted this message", "You deleted this message.",
    "Diese Nachricht wurde gelöscht.", "Se eliminó este mensaje.", "Eliminaste este mensaje.", "这条消息已删除", "此訊息已刪除",
    "Mensagem apagada", "mensagem apagada", f"{LRM}This message was deleted.", f"{LRM}此訊息已刪除。",
)  # fmt: skip
CALLS = (
    "Voice call, 12 min", "Video call. 3 min", "语音通话 (12:30)", "Sprachanruf, 4 Min.", f"{LRM}Missed voice call",
    f"{LRM}Missed video call, {LRM}Tap to call back", f"{LRM}Voice call, {LRM}1 hr", f"{LRM}未接語音通話", f"{LRM}Videoanruf",
)  # fmt: skip
WORDS = (
    "I left work early", "Su left", "removed", "I added salt", "you were added to my heart", "created group hugs", "changed: nothing",
    "This message was deleted by my cat", "You deleted this message? why", "Missed voice call", "video call", "Voice call at 21:04",
    "Video call. I miss you", "voice call at 5 maybe?", "image omitted on purpose", "an image omitted", "null and void", "Null", "<3",
    "<3 <3", "a <Media omitted>", "<b>bold</b>", "<Media omitted>\nlook", "IMG-1.jpg (file attached)\nlook at us", "deleted",
    "end-to-end encrypted love", "security code with you", f"{LRM}hello", "sounds good <This message was edited>",
    f"good night{LRM}<This message was edited>", "gut <Diese Nachricht wurde bearbeitet.>", "", " ", "POLL:\nDinner?\nOPTION: yes (1 vote)",
    "location: https://maps.google.com/?q=1,2", "https://x.y/z: see", "12:30", "10% (file attached", "(12:30)", "<>" * 40, "我删除了这条消息",
)  # fmt: skip


@pytest.mark.parametrize(
    ("bodies", "kind"),
    [(MEDIA, Kind.MEDIA), (DELETED, Kind.DELETED), (CALLS, Kind.CALL)],
    ids=["media", "deleted", "calls"],
)
@pytest.mark.parametrize(
    "header", ["13/06/2018, 21:25 - Su: ", f"{LRM}[13/06/2018, 21:25:10] Su: "], ids=["android", "ios"]
)
def test_the_apps_placeholders_are_told_from_words(bodies: tuple[str, ...], kind: Kind, header: str):
    got = dict(zip(bodies, kinds(*bodies, header=header), strict=True))
    assert got == dict.fromkeys(bodies, kind)


@pytest.mark.parametrize("body", WORDS)
def test_nothing_is_lost_for_containing_a_word_of_the_app(body: str):
    assert kinds("hi", body, "there") == [Kind.TEXT] * 3
    assert rows("hi", body, "there")[1].who == "Su"


def test_every_phrase_of_the_word_list_is_recognised_whole():
    for key, kind in (("media", Kind.MEDIA), ("deleted", Kind.DELETED)):
        phrases = words()[key]
        assert len(phrases) > 50
        assert dict(zip(phrases, kinds(*phrases), strict=True)) == dict.fromkeys(phrases, kind)
    calls = [f"{LRM}{phrase}" for phrase in words()["calls"]]
    assert len(calls) > 70
    assert dict(zip(calls, kinds(*calls), strict=True)) == dict.fromkeys(calls, Kind.CALL)
    attached = [f"PTT-1.opus {phrase}" for phrase in words()["attached"]]
    assert set(kinds(*attached)) == {Kind.MEDIA}


@pytest.mark.parametrize(
    "edited",
    [
        "<This message was edited>",
        "<Se editó este mensaje.>",
        "<Ce message a été modifié>",
        "<Mensagem editada>",
        "<Dit bericht is bewerkt>",
    ],
)
def test_an_edited_message_keeps_its_words_and_its_suffix(edited: str):
    assert kinds(f"good night {edited}") == [Kind.TEXT]


NOTICES = (
    "Messages and calls are end-to-end encrypted. No one outside of this chat can read them.", '+12 345 created group "Us"',
    "You were added", "Su changed the group description to: no phones", 'Su changed the subject from "a: b" to "c: d"',
    'You changed the subject from "our home: 1" to "our home: 2"', "Su left", "Li added Su", "Su 更改了群组描述: 规则", "Su hat die Gruppenbeschreibung geändert: Regeln", "You pinned a message",
    "Su's security code changed. Tap to learn more.", "Disappearing messages were turned off",
)  # fmt: skip


@pytest.mark.parametrize("notice", NOTICES)
def test_a_line_of_the_app_is_nobodys_message(notice: str):
    data = "".join(f"13/06/2018, 21:2{i} - {'Su' if i % 2 else 'Li'}: {i}\n" for i in range(4))
    got = told(read([("x", f"{data}13/06/2018, 21:25 - {notice}\n".encode())], zone=UTC).chats[0])
    assert [row.who for row in got] == ["Li", "Su", "Li", "Su", None]
    assert (got[-1].kind, got[-1].text) == (Kind.SYSTEM, notice)


@pytest.mark.parametrize(
    "notice",
    [
        "Messages and calls are end-to-end encrypted.",
        "Li created group “Us”",
        "You turned on disappearing messages.",
        "您的安全码已更改。",
        "Li is a contact.",
    ],
)
def test_a_notice_under_the_chats_own_name_is_nobodys_message(notice: str):
    assert kinds(f"{LRM}{notice}", header="[13/06/2018, 21:25:10] Li: ") == [Kind.SYSTEM]
    assert kinds(notice, header="[13/06/2018, 21:25:10] Li: ") == [Kind.TEXT]


@pytest.mark.parametrize(
    "line", ["Missed voice call", "Missed video call at 21:04", "Llamada de voz perdida a las 21:04", "未接语音通话"]
)
def test_a_call_without_an_author_is_a_call(line: str):
    got = told(read([("x", f"13/06/2018, 21:24 - Su: hi\n13/06/2018, 21:25 - {line}\n".encode())], zone=UTC).chats[0])
    assert [(row.who, row.kind) for row in got] == [("Su", Kind.TEXT), (None, Kind.CALL)]


def test_a_message_emptied_of_its_picture_is_still_a_message():
    data = "13/06/2018, 21:25 - Su: a\n13/06/2018, 21:25 - Su:\n13/06/2018, 21:25 - Su:.\n13/06/2018, 21:25 - Su: \n"
    got = told(read([("x", data.encode())], zone=UTC).chats[0])
    assert [(row.who, row.text) for row in got] == [("Su", "a"), ("Su", ""), ("Su", "."), ("Su", "")]


def test_names_touching_their_words_are_read_where_the_whole_file_writes_so():
    lines = ("Bob:Hi", "Al:Hi: there", "Bob:https://x.y", "Al:ok", "Bob:", "Al: spaced", "Bob:12:30")
    data = "".join(f"[2026/7/9 02:28:{i:02}] {line}\n" for i, line in enumerate(lines))
    got = told(read([("x", data.encode())], zone=UTC).chats[0])
    assert [(row.who, row.text) for row in got] == [
        ("Bob", "Hi"), ("Al", "Hi: there"), ("Bob", "https://x.y"), ("Al", "ok"), ("Bob", ""), ("Al", "spaced"), ("Bob", "12:30"),
    ]  # fmt: skip
