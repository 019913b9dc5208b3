"""Who runs the server copies everything: database, pepper, environment. What can they read?

The attacker below has every row, the pepper, and the right password in a list of words. With a key card they read nothing;
without one each guess costs what `Cost` says, and the right one opens everything: that is why the card is on by default.
"""

from __future__ import annotations

from hmac import compare_digest

from toward.people import accounts
from toward.people.models import Account
from toward.people.opened import sign_device_in
from toward.people.tests.conftest import NOW
from toward.people.tests.test_accounts import write
from toward.store import spaces
from toward.store.models import Instance, Key, Row, SessionRow
from toward.store.spaces import Holder
from toward.store.streams import read
from toward.vault.errors import VaultError
from toward.vault.identity import pair_of
from toward.vault.keys import Cost, root, unwrap
from toward.vault.secret import SecretBytes
from toward.vault.sessions import Session, unwrap_keys

SECRET = "what I never told you"
PASSWORDS = [f"guess number {i}" for i in range(40)] + ["lotus pond at dusk"]


def stolen_words(pepper):
    """Every entry that somebody can read who holds all files and this list of passwords."""
    instance = Instance.objects.get().mark
    found, guesses = [], 0
    for account in Account.objects.all():
        for password in PASSWORDS:
            guesses += 1
            user_key = guessed(account, password, pepper, instance)
            if user_key is not None:
                found += opened_by(user_key, account, instance)
    return found, guesses


def guessed(account, password, pepper, instance):
    cost = Cost(memory=account.memory, passes=account.passes)
    tried = root(password, bytes(account.salt), pepper=pepper, card=None, cost=cost)
    owner = (instance.bytes, account.id.bytes)
    for sealed in (account.by_password, account.by_recovery):
        try:
            return unwrap(tried.kek, bytes(sealed or b""), "user", *owner)
        except VaultError:
            continue
    return None


def opened_by(user_key, account, instance):
    private = unwrap(user_key, bytes(account.identity), "identity", instance.bytes, account.id.bytes)
    holder = Holder(account.id, user_key, pair_of(private))
    ring = spaces.ring_of(instance, holder, ("mine", "journal"))
    return [kept.entry.body["words"] for space in {s for s, _ in ring.keys} for kept in read(ring, space)]


def test_with_a_key_card_the_right_password_reads_nothing(house, liang):
    kit = accounts.make_kit(house, liang, "lotus pond at dusk", None)
    assert kit.card is not None
    write(liang, "journal", SECRET)
    write(liang, "mine", SECRET)
    words, guesses = stolen_words(house.pepper)
    assert guesses == len(PASSWORDS)
    assert words == []
    assert Row.objects.count() == 2


def test_without_a_card_a_guessed_password_reads_everything(house, liang):
    write(liang, "journal", SECRET)
    write(liang, "mine", SECRET)
    words, guesses = stolen_words(house.pepper)
    assert guesses == len(PASSWORDS)
    assert words == [SECRET, SECRET]
    assert stolen_words(SecretBytes.random())[0] == []  # nor does it without the pepper


def test_open_sessions_give_nothing_to_who_has_their_rows(house, liang):
    write(liang, "journal", SECRET)
    sign_device_in(liang, NOW)
    row = SessionRow.objects.get()
    tried = 0
    for secret in (SecretBytes(bytes.fromhex(row.digest)), house.pepper, SecretBytes(bytes(32))):
        for tier, sealed, until in (
            ("couple", row.couple, row.expires),
            ("private", row.private, row.private_expires),
        ):
            session = Session(house.instance.bytes, bytes.fromhex(row.digest), row.account.bytes, tier, until)
            tried += 1
            try:
                unwrap_keys(secret, bytes(sealed), session)
            except VaultError:
                continue
            raise AssertionError(tier)
    assert tried == 6


def test_what_the_server_keeps_of_a_password_is_not_what_opens(house, liang):
    account = Account.objects.get()
    kept = {bytes(account.digest), bytes(account.salt), bytes(account.public)}
    made = root("lotus pond at dusk", bytes(account.salt), pepper=house.pepper, card=None, cost=house.cost)
    assert not any(compare_digest(made.kek.reveal(), each[:32].ljust(32, b"\0")) for each in kept)
    assert Key.objects.count() == 2
