"""The certificate that https is spoken with: read at the start, looked at again whenever its file changes.

What makes it useless (no such file, no certificate, a key of another one) stops the start. What time mends (run out, not yet
valid) or another name (a certificate of some other host) is said, since a renewed file is taken up without a restart.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from toward.web.hosting.reach import LOOPBACK_NAMES

SOON = 14  # days before its end in which a certificate should have been renewed


class UselessError(Exception):
    """This certificate or key cannot be served with; the message is a sentence for the host."""


@dataclass(slots=True)
class Keeper:
    """A certificate and its key on disk, and the context made from them.

    Args:
        certificate: the file with the certificate and those between it and its root.
        key: the file with its private key.
    """

    certificate: Path
    key: Path
    context: ssl.SSLContext = field(init=False)
    _seen: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._seen = self._changes()
        self.context = opened(self.certificate, self.key)
        self.context.sni_callback = self._look_again

    def _look_again(self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, context: ssl.SSLContext) -> None:
        """At each greeting: the newest pair on disk that fits together; the one before as long as there is none."""
        with suppress(OSError, UselessError):
            changes = self._changes()
            if changes != self._seen:
                fresh = opened(self.certificate, self.key)
                fresh.sni_callback = self._look_again
                self.context, self._seen = fresh, changes
        connection.context = self.context

    def _changes(self) -> tuple[int, ...]:
        try:
            found = [path.stat() for path in (self.certificate, self.key)]
        except OSError as problem:
            raise UselessError(_cannot_read(problem)) from None
        return tuple(each for one in found for each in (one.st_mtime_ns, one.st_ino, one.st_size))


def opened(certificate: Path, key: Path) -> ssl.SSLContext:
    """A context that speaks TLS 1.2 or newer with this pair.

    Raises:
        UselessError: a file cannot be read, is none of its kind, asks for a password, or the two do not fit.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for path in (certificate, key):
        try:
            path.read_bytes()
        except OSError as problem:
            raise UselessError(_cannot_read(problem)) from None
    leaf(certificate)
    try:
        context.load_cert_chain(certificate, key, password=_no_password(key))
    except ssl.SSLError as problem:
        raise UselessError(_does_not_fit(problem, certificate, key)) from None
    return context


def leaf(path: Path) -> x509.Certificate:
    """The first certificate in a file.

    Raises:
        UselessError: there is none.
    """
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError:
        raise UselessError(f"{path} holds no certificate; it should begin with -----BEGIN CERTIFICATE-----.") from None


def warnings(one: x509.Certificate, names: Sequence[str], now: datetime) -> Iterator[str]:
    """What a browser will complain of, each as one sentence.

    Args:
        one: the certificate.
        names: under which Toward is reached.
        now: with a zone.
    """
    left = (one.not_valid_after_utc - now).days
    if now < one.not_valid_before_utc:
        yield (
            f"The certificate is valid only from {one.not_valid_before_utc:%Y-%m-%d %H:%M} UTC on, and here it is "
            f"{now.astimezone(UTC):%Y-%m-%d %H:%M}; until then every browser refuses it. Is this computer's clock right?"
        )
    elif now >= one.not_valid_after_utc:
        yield (
            f"The certificate ran out on {one.not_valid_after_utc:%Y-%m-%d}, and every browser refuses it. "
            "Renew it; the new file is taken up without a restart."
        )
    elif left < SOON:
        yield f"The certificate runs out on {one.not_valid_after_utc:%Y-%m-%d}, in {left} days. Is anything renewing it?"
    strange = [name for name in names if name not in LOOPBACK_NAMES and not covers(one, name)]
    if strange:
        yield f"The certificate is not for {', '.join(strange)} but for {', '.join(held(one)) or 'no name'}."


def held(one: x509.Certificate) -> list[str]:
    """The names and numeric addresses a certificate is for."""
    try:
        names = one.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    addresses = [str(each) for each in names.get_values_for_type(x509.IPAddress)]
    return [each.lower() for each in names.get_values_for_type(x509.DNSName)] + addresses


def covers(one: x509.Certificate, name: str) -> bool:
    """Whether a certificate is for a name, itself or by a star in the place of its first part."""
    star = f"*.{name.partition('.')[2]}"
    return any(each in (name.strip("[]"), star) for each in held(one))


def _cannot_read(problem: OSError) -> str:
    return f"{problem.filename} cannot be read ({problem.strerror}). Which user may read it, and is the name right?"


def _does_not_fit(problem: ssl.SSLError, certificate: Path, key: Path) -> str:
    if "MISMATCH" in (problem.reason or ""):
        return f"The key {key} does not belong to the certificate {certificate}. Take both from the same renewal."
    return f"{key} holds no private key that can be used; it should begin with -----BEGIN PRIVATE KEY----- and ask no password."


def _no_password(key: Path) -> str:
    """A key under a password fails at once, instead of asking a terminal that nobody sits at."""
    return f"{key} takes a password" if b"ENCRYPTED" in key.read_bytes() else ""
