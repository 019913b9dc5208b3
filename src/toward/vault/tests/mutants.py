"""A vault with one thing broken in it, in some forty ways; each is caught by the attack that is named beside it.

A copy of the package is written under another name with one line of one module changed, and asked like the real one.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from toward.vault.tests import attacks
from toward.vault.tests.specimens import MODULES, vault

SOURCES = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Mutant:
    """One thing broken.

    Args:
        name: what is broken.
        module: where.
        line: what stands there, in one place or in both directions.
        instead: what stands there in the mutant.
        caught_by: the attack that notices it.
        also: a second line and what stands there, where one thing is guarded twice.
    """

    name: str
    module: str
    line: str
    instead: str
    caught_by: Callable[[SimpleNamespace], int]
    also: tuple[str, str] | None = None

    def broken(self, text: str) -> str:
        """The module's text with the thing broken."""
        for line, instead in ((self.line, self.instead), *filter(None, (self.also,))):
            assert line in text, f"{self.name}: {line!r} stands there no more"
            text = text.replace(line, instead)
        return text


def _context(name: str, module: str, line: str, instead: str = "") -> Mutant:
    return Mutant(name, module, line, instead, attacks.another_field)


MUTANTS = (
    Mutant(
        "the commitment is not checked",
        "sealing",
        "if not hmac.compare_digest(commitment, sealed[1 + SALT : 1 + SALT + COMMITMENT]):",
        "if False:",
        attacks.one_blob_for_two_keys,
    ),
    Mutant(
        "the commitment does not hang on the key",
        "sealing",
        "return SecretBytes(both[:KEY]), both[KEY:]",
        "return SecretBytes(both[:KEY]), bytes(COMMITMENT)",
        attacks.one_blob_for_two_keys,
    ),
    Mutant(
        "the salt comes twice",
        "sealing",
        "salt = secrets.token_bytes(SALT) if salt is None else salt",
        "salt = bytes(SALT)",
        attacks.same_key_twice,
    ),
    Mutant(
        "the salt does not reach the key",
        "sealing",
        "HKDF(_SHA256, KEY + COMMITMENT, salt, _OWN)",
        "HKDF(_SHA256, KEY + COMMITMENT, None, _OWN)",
        attacks.changed_bytes,
    ),
    Mutant("the suite is not looked at", "sealing", "if sealed[0] != SUITE:", "if False:", attacks.changed_bytes),
    _context("the context is not bound", "sealing", ", context)", ", None)"),
    Mutant(
        "a derived key hangs on no purpose",
        "sealing",
        'framed("toward", SUITE, *purpose)).derive',
        'framed("toward", SUITE)).derive',
        attacks.purposes_that_meet,
    ),
    Mutant(
        "a short key is derived from", "sealing", "if len(key) < LEAST:", "if False:", attacks.what_passes_for_nothing
    ),
    _context("the instance is missing for entries", "entries", "SUITE, self.instance, self.space", "SUITE, self.space"),
    _context("the space is missing for entries", "entries", "self.instance, self.space, ", "self.instance, "),
    _context("the epoch is missing for entries", "entries", "self.epoch, self.sequence", "self.sequence"),
    _context("the sequence is missing for entries", "entries", "self.epoch, self.sequence, ", "self.epoch, "),
    _context("the id is missing for entries", "entries", ", self.entry)", ")"),
    Mutant(
        "documents are not filled up",
        "entries",
        'return len(document).to_bytes(_LENGTH, "big") + document + bytes(size - needed)',
        'return len(document).to_bytes(_LENGTH, "big") + document',
        attacks.sizes_that_tell,
    ),
    Mutant(
        "anything may hide in the filling",
        "entries",
        "if len(filled) not in SIZES or padded(document) != filled:",
        "if len(filled) < _LENGTH:",
        attacks.planted_lengths,
    ),
    Mutant("the index makes no id", "entries", "framed(intent, index)", "framed(intent)", attacks.repeated_intents),
    _context("the epoch is missing in grants", "identity", "self.epoch, self.recipient", "self.recipient"),
    _context("the recipient is missing in grants", "identity", "self.recipient, self.granter)", "self.granter)"),
    _context("the granter is missing in grants", "identity", ", self.granter)", ")"),
    Mutant(
        "the giver's key does not count",
        "identity",
        "shared = SecretBytes(private.exchange(X25519PublicKey.from_public_bytes(theirs)))",
        "shared = SecretBytes(bytes(32)); giver = recipient",
        attacks.planted_grant,
    ),
    _context("the id is missing for drops", "identity", "instance, space, drop_id)", "instance, space)"),
    Mutant(
        "the tier is missing",
        "sessions",
        "self.user, self.tier, self.expires",
        "self.user, self.expires",
        attacks.another_field,
        also=('"session", session.tier)', '"session")'),
    ),
    _context("the expiry is missing", "sessions", "self.tier, self.expires)", "self.tier)"),
    _context("the user is missing in sessions", "sessions", "self.session, self.user, ", "self.session, "),
    _context("the purpose of a wrap is missing", "keys", '"wrap", SUITE, purpose, *of', '"wrap", SUITE, *of'),
    _context("the owner of a wrap is missing", "keys", '"wrap", SUITE, purpose, *of', '"wrap", SUITE, purpose'),
    Mutant(
        "the card is ignored",
        "keys",
        "stretched.reveal() + card.reveal()",
        "stretched.reveal()",
        attacks.what_a_root_hangs_on,
    ),
    Mutant("the pepper is ignored", "keys", "secret=pepper.reveal()", "secret=None", attacks.what_a_root_hangs_on),
    Mutant(
        "the proof is the key", "keys", 'derive(first, "kek")', 'derive(first, "proof")', attacks.what_a_root_hangs_on
    ),
    Mutant(
        "the server keeps the proof itself",
        "keys",
        "return sha256(self.proof.reveal()).digest()",
        "return self.proof.reveal()",
        attacks.what_a_root_hangs_on,
    ),
    Mutant(
        "any proof will do", "keys", "hmac.compare_digest(self.digest(), kept)", "True", attacks.what_a_root_hangs_on
    ),
    Mutant(
        "the length is dropped",
        "framing",
        'return b"s" + len(text).to_bytes(4, "big") + text',
        'return b"s" + text',
        attacks.purposes_that_meet,
    ),
    Mutant(
        "the length of bytes is dropped",
        "framing",
        'return b"b" + len(part).to_bytes(4, "big") + part',
        'return b"b" + part',
        attacks.purposes_that_meet,
    ),
    Mutant(
        "text passes for bytes",
        "framing",
        'return b"s" + len(text)',
        'return b"b" + len(text)',
        attacks.purposes_that_meet,
    ),
    Mutant(
        "both lines have one check", "kit", "sha256(line.encode() + value)", "sha256(value)", attacks.lines_of_the_kit
    ),
    Mutant("a typing error is read", "kit", "if check != _check(value, line):", "if False:", attacks.lines_of_the_kit),
    Mutant(
        "the invitation does not count",
        "words",
        "secret=invitation.reveal()",
        "secret=None",
        attacks.what_the_words_hang_on,
    ),
    Mutant(
        "each side has words of its own",
        "words",
        "framed(*sorted((one, other)))",
        "framed(one, other)",
        attacks.what_the_words_hang_on,
    ),
)


@contextmanager
def broken(mutant: Mutant, folder: Path) -> Iterator[SimpleNamespace]:
    """A copy of the vault with one thing broken in it."""
    name = "mutated" + "".join(letter for letter in mutant.name.title() if letter.isalpha())
    home = folder / name
    home.mkdir()
    for module in MODULES:
        text = (SOURCES / f"{module}.py").read_text(encoding="utf-8")
        if module == mutant.module:
            text = mutant.broken(text)
        (home / f"{module}.py").write_text(text.replace("toward.vault", name), encoding="utf-8")
    (home / "__init__.py").touch()
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield vault(name)
    finally:
        sys.path.remove(str(folder))
        for module in [each for each in sys.modules if each.split(".")[0] == name]:
            del sys.modules[module]
