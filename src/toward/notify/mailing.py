"""A reminder by mail, where the host has said how mail leaves. It says the same to everybody, in both languages."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import yaml

from toward.notify.posting import PATIENCE, Answer

Safety = Literal["tls", "starttls", "none"]
PORTS: dict[str, int] = {"tls": 465, "starttls": 587, "none": 25}
SUBJECT, TEXT = "Reminder · 提醒", "There is something to look at. · 有一样可以看看。\n"
_NAMES = ("host", "port", "user", "password", "from", "safety")


class WrongMailError(Exception):
    """What the host wrote about mail cannot be meant so; the message says what."""


@dataclass(frozen=True, slots=True)
class Post:
    """How mail leaves.

    Args:
        host: name of the machine that takes mail.
        port: of it.
        sender: address that mail comes from.
        safety: `tls`, `starttls` or `none`; the last for a machine in the same house.
        user: name to sign in with, "" for none.
        password: of it; not shown when printed.
    """

    host: str
    port: int
    sender: str
    safety: Safety = "starttls"
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Post({self.host!r})"


def post_of(file: Path, surroundings: Mapping[str, str] = os.environ) -> Post | None:
    """How mail leaves here, None where the host has not said.

    Args:
        file: `mail.yaml`: host, port, user, password, from, safety.
        surroundings: `TOWARD_MAIL_HOST` and so on, which go before the file.

    Raises:
        WrongMailError: it cannot be meant so.
    """
    said = _written(file)
    said |= {name: value for name in _NAMES if (value := surroundings.get(f"TOWARD_MAIL_{name.upper()}"))}
    return _post(said) if said else None


def _written(file: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (yaml.YAMLError, UnicodeDecodeError):
        raise WrongMailError(f"{file} is no YAML; it has lines such as `host: mail.example.org`.") from None
    if not isinstance(found, dict) or not set(found) <= set(_NAMES):
        raise WrongMailError(f"{file} may say {', '.join(_NAMES)}, and nothing else.")
    return dict(found)


def _post(said: dict[str, Any]) -> Post:
    safety, host, sender = str(said.get("safety", "starttls")), str(said.get("host", "")), str(said.get("from", ""))
    if safety not in PORTS or not host or "@" not in sender:
        raise WrongMailError(f"Mail needs `host`, `from` (an address), and `safety` as one of {', '.join(PORTS)}.")
    port = str(said.get("port", PORTS[safety]))
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise WrongMailError(f"{port} is not a port that mail leaves by.")
    user, password = str(said.get("user", "")), str(said.get("password", ""))
    return Post(host, int(port), sender, safety, user, password)  # type: ignore[arg-type]


def is_mail_address(text: str) -> bool:
    """Whether something can be sent there, as far as its spelling says.

    >>> is_mail_address("su@example.org"), is_mail_address("su@example.org, all@example.org"), is_mail_address("su")
    (True, False, False)
    """
    name, at, host = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(" ,;<>()\"'\\:")
    return bool(plain and at and name and "@" not in name and "." in host and len(text) <= 254)


def message(post: Post, address: str) -> EmailMessage:
    """The mail: nothing in it is about anybody."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = post.sender, address, SUBJECT
    mail["Auto-Submitted"] = "auto-generated"  # so that nobody's absence is answered (RFC 3834)
    mail.set_content(TEXT)
    return mail


def mail(post: Post, address: str) -> Answer:
    """Hand one mail over; as HTTP would say how it went: 201, 410 where nobody lives there, 0 where it may go later."""
    try:
        with _line(post) as line:
            if post.user:
                line.login(post.user, post.password)
            line.send_message(message(post, address))
    except smtplib.SMTPRecipientsRefused as refused:
        return Answer(410 if all(code in (550, 551, 553) for code, _ in refused.recipients.values()) else 0)
    except (OSError, smtplib.SMTPException):
        return Answer(0)
    return Answer(201)


def _line(post: Post) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if post.safety == "tls":
        return smtplib.SMTP_SSL(post.host, post.port, timeout=PATIENCE, context=context)
    line = smtplib.SMTP(post.host, post.port, timeout=PATIENCE)
    if post.safety == "starttls":
        line.starttls(context=context)
    return line
