"""Two people use everything there is, and type a canary wherever something can be typed; then what nobody should send."""

from __future__ import annotations

import http.client
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field

import pyrage
from django.urls import get_resolver

from toward.store.entry import ROOMS
from toward.vault import kit
from toward.vault.secret import SecretBytes
from toward.web.tests.canary import misuse
from toward.web.tests.canary.browser import Browser
from toward.web.tests.canary.cage import Cage
from toward.web.tests.canary.server import Server

LIANG, SU, ALONE, STRANGER = "Liang", "Su", "somebody alone", "a stranger"
COMMON = ("couple", "share")
SHARED = {("rituals/design.html", "/do/rituals.design/"), ("moments/moments.html", "/do/moments.thanks/")}  # for both
PRODUCT = "toward.web.urls"


@dataclass
class Story:
    """What happens in one house, and everything that came of it.

    Args:
        server: where.
        cage: of all canaries.
        typed: template and name of each field into which one was typed.
        devices: everybody's, in the order in which they came.
        exports: what each one took out, opened.
        refused: forms that were sent with canaries in them where they did not belong, by their status.
    """

    server: Server
    cage: Cage
    typed: set[tuple[str, str]] = field(default_factory=set)
    devices: list[Browser] = field(default_factory=list)
    exports: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)

    def device(self, person: str) -> Browser:
        """A browser that is new to the server."""
        self.devices.append(Browser(self.server.address, person, self.cage, self.typed))
        return self.devices[-1]

    def sent_to(self, person: str) -> list[tuple[str, bytes]]:
        """Everything that the server ever sent to somebody."""
        return [each for device in self.devices if device.person == person for each in device.received]


def told(server: Server, cage: Cage) -> Story:
    """The whole story but its sudden end."""
    story = Story(server, cage)
    stranger = story.device(STRANGER)
    everywhere(story, stranger)
    look_back(stranger)
    liang, su, passwords = come_together(story)
    second = story.device(LIANG)
    second.agent += cage.new("what a browser says of itself", LIANG)
    enter(second, liang, passwords[LIANG])
    for each in (liang, su):
        write_everywhere(each)
        keep_a_kit(each, passwords[each.person])
    for room in COMMON:
        assert liang.get(f"/test/{room}/").text.count("<p>") >= 8
    for each in (second, liang, su):  # the second device does not know the key card yet
        everywhere(story, each)
    keys(story, (liang, su), passwords)
    story.refused += misuse.everything(story.device(STRANGER), story.device(LIANG), liang)
    assert liang.get("/test/breaks/").status == 500
    take_out(story, liang)
    take_out_with_a_key(story, su)
    begin_anew(story)
    locked(liang, passwords[LIANG])
    lose(story, su)
    return story


def everywhere(story: Story, one: Browser) -> None:
    """Go to every page that has no id in its address; send each form that asks for words once, all of them canaries.

    A file takes long to read, so that one person sends it for all.
    """
    seen: set[tuple[str, str]] = set()
    paths = [f"/{found}" for found in plain_paths()]
    assert len(paths) > 25
    for path in paths:
        page = one.get(path)
        for form in page.forms:
            sent_before = form.files and {(page.template, name) for name in form.files} <= story.typed
            if form.asks and not sent_before and (page.template, form.action) not in seen:
                seen.add((page.template, form.action))
                readers = (LIANG, SU) if (page.template, form.action) in SHARED else ()
                story.refused.append(one.send(page, form.action, readers=readers).status)


def plain_paths() -> list[str]:
    """Every address of the product without an id in it."""
    patterns = get_resolver(PRODUCT).reverse_dict
    found = {
        form
        for name in patterns
        if isinstance(name, str)
        for form, needed in patterns.getlist(name)[0][0]
        if not needed
    }
    return sorted(found)


def look_back(one: Browser) -> None:
    """Look back through a chat, and answer who one is."""
    field = "look_back/page.html: files"
    names = [one.cage.new(f"{field} (a name)", one.person) for _ in range(2)]
    said = [one.cage.new(f"{field} (a line)", one.person) for _ in range(4)]
    lines = [f"{1 + day % 28:02}/{1 + day // 28:02}/24, {20 + i}:00 - {name}: good night {said[(day + i) % 4]}"
             for day in range(112) for i, name in enumerate(names)]  # fmt: skip
    file = {"files": (f"{one.cage.new(f'{field} (its name)', one.person)}.txt", "\n".join(lines).encode())}
    asked = one.send(one.get("/look-back/"), "/look-back/", files=file)
    report = one.send(asked, "/look-back/", files=file, me=names[0])
    assert "<tw-report>" in report.text


def come_together(story: Story) -> tuple[Browser, Browser, dict[str, str]]:
    """Two accounts, from the printed way in and from a link, and one common room."""
    liang, su = story.device(LIANG), story.device(SU)
    passwords = {LIANG: sign_up(liang, story.server.way_in)}
    invited = liang.send(liang.get("/pair/"), "/pair/invite/")
    link = re.search(r'href="[^"]*(/join/([^"/]+)/)"', invited.text)
    story.cage.adopt(link[2], "a link to come together", LIANG, SU)
    way_in = re.search(r'href="([^"]*\?code=[^"]+)"', su.get(link[1]).text)[1].replace("&amp;", "&")
    passwords[SU] = sign_up(su, way_in)
    for each in (liang, su):
        each.send(each.get("/pair/"), "/pair/words/", answer="same")
    for each in (liang, su, liang):
        page = each.get("/pair/")
    assert "You share a space." in page.text
    return liang, su, passwords


def sign_up(one: Browser, way_in: str) -> str:
    """Make an account under a name and with a password that are canaries; the password."""
    begin = one.get(way_in)
    code = re.search(r"code=([\w-]+)", way_in)[1]
    you = one.send(begin, "/language/", language="en") if begin.template == "people/begin.html" else begin
    password = one.cage.new(f"{you.template}: password", one.person)
    one.handle = one.cage.new(f"{you.template}: handle", one.person, clear=True)
    done = one.send(you, "/begin/you/", handle=one.handle, password=password, code=code, zone="Asia/Shanghai")
    assert done.template == "people/done.html", done.text
    return password


def enter(one: Browser, other: Browser, password: str, card: str = "") -> None:
    """Come in on one more device."""
    page = one.send(one.get("/enter/"), "/enter/", handle=other.handle, password=password, card=card)
    assert page.template == "people/home.html", page.text


def keys(story: Story, devices: tuple[Browser, ...], passwords: dict[str, str]) -> None:
    """A card that is somebody else's, and another password."""
    for one in devices:
        person = one.person
        wrong = story.cage.adopt(kit.write(SecretBytes.random(16), "card"), "a card of somebody else", person)
        other = story.device(person)
        page = other.get("/enter/")
        refused = other.send(page, "/enter/", handle=one.handle, password=passwords[person], card=wrong)
        assert refused.status == 422
        new = story.cage.new("people/password.html: password", person)
        page = one.send(one.get("/password/"), "/password/", old=passwords[person], password=new, card="")
        assert page.template == "people/settings.html"
        passwords[person] = new


def keep_a_kit(one: Browser, password: str) -> None:
    """Draw a kit, type a wrong group back and a wrong password, then the right ones; its lines are secrets too."""
    sheet = one.send(one.get("/kit/"), "/kit/", card="kept")
    one.lines = dict(re.findall(r'<input type="hidden" name="(card|recovery)" value="([^"]+)"', sheet.text))
    for name, line in one.lines.items():
        one.cage.adopt(line, f"the {name} line of a kit", one.person)
        one.cage.adopt(kit.read(line, name).reveal(), f"the {name} of a kit", one.person)
    assert one.send(sheet, "/kit/keep/").status == 422
    home = one.send(sheet, "/kit/keep/", group=one.lines["recovery"][-4:], password=password)
    assert home.template == "people/home.html"
    again = one.send(one.get("/kit/"), "/kit/", card="kept")  # and a field for the card of the kit before
    assert one.send(again, "/kit/keep/").status == 422


def write_everywhere(one: Browser) -> None:
    """Words into every room; what is common is for both."""
    for room in ROOMS:
        readers = (LIANG, SU) if room in COMMON else ()
        page = one.send(one.get(f"/test/{room}/"), f"/test/{room}/", readers=readers)
        assert page.status == 200
        assert page.text.count("<p>") >= 4


def take_out(story: Story, one: Browser) -> None:
    """Everything of one's own, in a file that a passphrase opens; and brought in again."""
    phrase = one.cage.new("people/export.html: passphrase", one.person)
    file = one.send(one.get("/export/"), "/export/", passphrase=phrase, again=phrase, recipient="").body
    story.exports[one.person] = _opened(one, pyrage.passphrase.decrypt(file, phrase))
    page = one.send(one.get("/import/"), "/import/", files={"file": ("toward.zip.age", file)}, secret=phrase)
    assert page.status == 200, page.text


def take_out_with_a_key(story: Story, one: Browser) -> None:
    """The same for a key that somebody has already; its secret half is typed in where a file is brought in."""
    key = pyrage.x25519.Identity.generate()
    one.cage.adopt(str(key), "people/import.html: secret", one.person)
    file = one.send(one.get("/export/"), "/export/", recipient=str(key.to_public())).body
    story.exports[one.person] = _opened(one, pyrage.decrypt(file, [key]))
    page = one.send(one.get("/import/"), "/import/", files={"file": ("toward.zip.age", file)}, secret=str(key))
    assert page.status == 200, page.text


def _opened(one: Browser, plain: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(plain)) as packed:
        return [(f"export of {one.person}: {name}", packed.read(name)) for name in packed.namelist()]


def lose(story: Story, one: Browser) -> None:
    """Lose the password, and come in with the recovery line on the last device of the story."""
    new = story.cage.new("people/recover.html: password", one.person)
    other = story.device(one.person)
    page = other.send(
        other.get("/recover/"), "/recover/", handle=one.handle, recovery=one.lines["recovery"], password=new
    )
    assert page.template == "people/home.html", page.text


def begin_anew(story: Story) -> None:
    """Somebody who has lost everything begins anew by a link that the host prints, and tries the line of a kit."""
    one = story.device(ALONE)
    keep_a_kit(one, sign_up(one, printed(story.server, "invite")))
    link = printed(story.server, "reset", one.handle)
    story.cage.adopt(link.split("/")[-2], "a link to begin anew", ALONE)
    other = story.device(ALONE)
    assert other.send(other.get(link), "/anew/").template == "people/kit.html"
    assert other.send(other.get("/found/"), "/found/").status == 422


def printed(server: Server, *command: str) -> str:
    """The path of the link that a command prints for whoever runs the server."""
    done = subprocess.run(
        [sys.executable, "-m", "toward", *command], env=server.surroundings, capture_output=True, text=True, check=True
    )
    return re.search(r"https?://[^/\s]+(/\S+)", done.stdout)[1]


def locked(one: Browser, password: str) -> None:
    """Lock, fail to unlock, unlock, lock again, and leave a slip before the locked room, where it stays."""
    one.send(one.get("/home/"), "/lock/")
    assert one.send(one.get("/unlock/"), "/unlock/").status == 422
    assert one.send(one.get("/unlock/"), "/unlock/", password=password, card="").template == "people/home.html"
    one.send(one.get("/home/"), "/lock/")
    assert one.send(one.get("/test/slip/"), "/test/slip/").status == 200


def broken_off(story: Story) -> None:
    """Write on the last device, and the server is killed in the middle of it."""
    one = story.devices[-1]
    page = one.get("/test/mine/")
    page.form("/test/mine/").action = "/test/broken-off/"
    try:
        one.send(page, "/test/broken-off/")
    except (http.client.HTTPException, OSError):
        return
    raise AssertionError("the server was not killed")
