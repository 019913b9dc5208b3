"""Taking everything out, and bringing it in somewhere else."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from uuid import UUID

import pyrage
import pytest

from toward.people import accounts, archive, bringing, pairing, takeout
from toward.people.reads import TRUST
from toward.people.tests.conftest import CHEAP, NOW
from toward.people.tests.test_accounts import texts, write
from toward.store.entry import Intent
from toward.store.models import Instance, Row, Space, new_id
from toward.store.spaces import drops_pair
from toward.store.streams import Ring, leave, read
from toward.vault.secret import SecretBytes

PHRASE = "quiet water at noon"
OWN_KEY = pyrage.x25519.Identity.generate()  # opens at once, where a passphrase takes seconds by design
KEY, TO = str(OWN_KEY), str(OWN_KEY.to_public())


@pytest.fixture
def written(couple):
    """Liang and Su with words in every room; one of Su's common words was removed."""
    liang, su = couple
    write(liang, "mine", "my own light")
    write(liang, "journal", "my own dark")
    for who, words in ((liang, "one"), (su, "two"), (su, "gone"), (liang, "three 山")):
        write(who, "couple", words)
    write(su, "journal", "Su's own")
    gone = [kept.id for kept in read(su.ring, su.space("couple")) if kept.entry.body["words"] == "gone"]
    assert archive.remove(su, su.space("couple"), set(gone)) == 1
    return liang, su


def exported(who, passphrase="", recipient=TO):
    rooms = takeout.everything(who)
    plain = takeout.packed(takeout.as_json(who, rooms), "<p>page</p>")
    return takeout.seal(plain, passphrase=passphrase, recipient="" if passphrase else recipient)


def content(who, of):
    """What somebody holds, without what is of one installation alone: (room, place, kind, at, zone, own, body)."""
    return [
        (told.room, kept.entry.kind, kept.entry.v, kept.entry.at, kept.entry.zone, kept.entry.by == of, kept.entry.body)
        for told in takeout.everything(who)
        for kept in told.entries
    ]


def elsewhere():
    """Somebody in a fresh installation: another mark, another pepper, another name."""
    Instance.objects.filter(pk=1).update(mark=new_id())
    house = accounts.House(Instance.objects.get(pk=1).mark, SecretBytes.random(), CHEAP)
    return accounts.sign_up(house, "Liang again", "lotus pond at dawn")


def test_an_export_holds_all_that_one_may_read_and_nothing_of_anybody_elses_rooms(written):
    liang, _ = written
    whole = json.loads(takeout.as_json(liang, takeout.everything(liang)))
    assert [room["room"] for room in whole["rooms"]] == ["mine", "journal", "couple"]
    said = [entry["body"].get("words") for room in whole["rooms"] for entry in room["entries"]]
    assert [each for each in said if each] == ["my own light", "my own dark", "one", "two", "three 山"]
    assert "Su's own" not in json.dumps(whole)
    assert not {entry["kind"] for room in whole["rooms"] for entry in room["entries"]} & takeout.STAYS


def test_an_export_opens_elsewhere_with_equal_content(written):
    liang, _ = written
    before, file = content(liang, liang.account), exported(liang, PHRASE)
    there = elsewhere()
    assert bringing.bring(there, bringing.opened(file, PHRASE), NOW + 9) == len(before)
    there = pairing.again(there)
    after = [line for line in content(there, there.account) if line[-1] != {"what": "imported"}]
    assert len(before) == 6
    assert after == before
    (shelf,) = archive.shelves(there)
    assert [line.words[0] if line.entry else None for line in archive.leaf(there, shelf.space).lines] == [
        "one", "two", "three 山",
    ]  # fmt: skip
    assert there.space("couple") is None
    assert there.holder.trusted == {}


def test_the_same_export_twice_changes_nothing(written):
    liang, _ = written
    file = exported(liang)
    there = elsewhere()
    bringing.bring(there, bringing.opened(file, KEY), NOW)
    there = pairing.again(there)
    rows, spaces = Row.objects.count(), Space.objects.count()
    with pytest.raises(bringing.NotBrought, match="again"):
        bringing.bring(there, bringing.opened(file, KEY), NOW)
    assert (Row.objects.count(), Space.objects.count()) == (rows, spaces)


def test_what_was_dropped_is_exported_too(written):
    liang, _ = written
    journal = liang.space("journal")
    (kept,) = read(liang.ring, journal)
    epoch = Space.objects.get(id=journal).epoch
    door = drops_pair(liang.ring.key(journal, epoch)).public
    locked = Ring(liang.ring.instance, {}, {(journal, epoch): door})
    leave(locked, journal, kept.entry, Intent(new_id(), "note", NOW, "UTC", liang.account, {}))
    takeout.everything(liang)
    assert texts(liang, "journal") == ["my own dark"] * 2


def test_a_planted_key_is_not_believed(liang, su):
    planted = {
        "kind": TRUST, "v": 1, "at": NOW, "zone": "UTC", "by": liang.account.hex,
        "body": {"who": su.account.hex, "public": "00" * 32}, "sequence": 1, "id": new_id().hex,
    }  # fmt: skip
    file = sealed_json(liang, [{"room": "mine", "space": new_id().hex, "closed": False, "entries": [planted]}])
    bringing.bring(liang, bringing.opened(file, KEY), NOW)
    assert pairing.again(liang).holder.trusted == {}


def sealed_json(who, rooms, **more):
    whole = {"program": "toward", "format": 1, "of": who.account.hex, "rooms": rooms, **more}
    return takeout.seal(takeout.packed(json.dumps(whole).encode(), ""), recipient=TO)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda who: b"a letter", "not_age"),
        (lambda who: exported(who)[:-1], "not_opened"),
        (lambda who: exported(who, "another passphrase"), "not_opened"),
        (lambda who: exported(who, recipient=str(pyrage.x25519.Identity.generate().to_public())), "not_opened"),
        (lambda who: pyrage.encrypt(b"no zip", [OWN_KEY.to_public()]), "not_ours"),
        (lambda who: takeout.seal(takeout.packed(b"[]", ""), recipient=TO), "not_ours"),
        (lambda who: takeout.seal(takeout.packed(b"[" * 90_000, ""), recipient=TO), "not_ours"),
        (lambda who: sealed_json(who, [], format=2), "newer"),
        (lambda who: sealed_json(who, [], program="other"), "not_ours"),
        (
            lambda who: sealed_json(who, [{"room": "share", "space": new_id().hex, "closed": True, "entries": []}]),
            "not_ours",
        ),
        (lambda who: sealed_json(who, [{"room": "mine", "entries": [{}]}]), "not_ours"),
        (lambda who: sealed_json(who, [7]), "not_ours"),
    ],
)
def test_what_is_no_export_is_told_by_a_code_and_changes_nothing(written, make, code):
    liang, _ = written
    file, rows = make(liang), Row.objects.count()
    with pytest.raises(bringing.NotBrought) as problem:
        bringing.opened(file, KEY)
    assert problem.value.code == code
    assert Row.objects.count() == rows


def test_a_file_for_a_recipient_opens_with_its_key_alone(written):
    liang, _ = written
    key, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    plain = takeout.packed(takeout.as_json(liang, takeout.everything(liang)), "")
    file = takeout.seal(plain, recipient=str(key.to_public()))
    assert bringing.opened(file, str(key)).of == liang.account
    for wrong in (str(other), PHRASE, "AGE-SECRET-KEY-1NONSENSE"):
        with pytest.raises(bringing.NotBrought, match="not_opened"):
            bringing.opened(file, wrong)
    with pytest.raises(takeout.NoRecipient):
        takeout.seal(plain, recipient="age1nonsense")


def test_the_stock_age_opens_an_export(written, tmp_path):
    if shutil.which("age") is None:
        pytest.skip("no age on this machine: apt install age to open an export with it")
    liang, _ = written
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(key))
    plain = takeout.packed(takeout.as_json(liang, takeout.everything(liang)), "<p>page</p>")
    (tmp_path / "export").write_bytes(takeout.seal(plain, recipient=str(key.to_public())))
    done = subprocess.run(
        ["age", "--decrypt", "-i", tmp_path / "key", tmp_path / "export"], capture_output=True, check=True
    )
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as packed:
        assert packed.namelist() == ["toward.json", "toward.html"]
        assert UUID(json.loads(packed.read("toward.json"))["of"]) == liang.account
        assert packed.read("toward.html") == b"<p>page</p>"


def test_what_stock_age_sealed_is_brought_in(written, tmp_path):
    if shutil.which("age") is None:
        pytest.skip("no age on this machine: apt install age to seal an export with it")
    liang, _ = written
    key = pyrage.x25519.Identity.generate()
    plain = takeout.packed(takeout.as_json(liang, takeout.everything(liang)), "")
    done = subprocess.run(["age", "-r", str(key.to_public())], input=plain, capture_output=True, check=True)
    assert len(bringing.opened(done.stdout, str(key)).rooms) == 3
