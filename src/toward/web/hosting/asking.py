"""The four questions, asked only where the command line has not answered them already."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from toward.web.hosting.answers import RUNS, WAYS, Answers
from toward.web.hosting.reach import LOOPBACK_NAMES, bare, chosen

Ask = Callable[[str], str]
USUAL_DATA = {"service": "/var/lib/toward", "container": "/srv/toward"}


class Unclear(Exception):
    """An answer makes no sense, or is missing where nobody can be asked; the message is a sentence for the host."""


def answers(said: argparse.Namespace, ask: Ask | None) -> Answers:
    """Everything there is to know.

    Args:
        said: the command line.
        ask: puts one question to a person and gives the answer back; None where there is nobody.

    Raises:
        Unclear: an answer is missing or makes no sense.
    """
    way = said.way or _one_of("How will two phones reach it?", WAYS, "a", ask, "--way")
    name = said.name or _asked(_name_question(way), "", ask, "--name")
    runs = said.run or _one_of("As what should it run?", RUNS, "service", ask, "--run")
    data = said.data or _asked("Where should everything lie?", USUAL_DATA[runs], ask, "--data")
    found = Answers(
        way, name.lower(), Path(data).absolute(), runs, Path(said.to).absolute(), said.user, said.port, said.path,
        said.dns, (_whole(said.tls_cert), _whole(said.tls_key)) if said.tls_cert and said.tls_key else None,
        Path(said.also).absolute() if said.also else None,
    )  # fmt: skip
    _refuse_nonsense(found, said)
    return found


def _name_question(way: str) -> str:
    return {
        "a": "Under which name does Tailscale know this computer (tailscale status shows it, such as home.tail1234.ts.net)?",
        "b": "Under which name will it be reached, such as toward.example?",
        "c": "Under which name does your proxy or certificate stand, such as toward.example?",
    }[way]


def _one_of(question: str, choices: dict[str, str], usual: str, ask: Ask | None, option: str) -> str:
    lines = "\n".join(f"  {key}  {words}" for key, words in choices.items())
    answer = _asked(f"{question}\n{lines}\n", usual, ask, option)
    if answer not in choices:
        raise Unclear(f"{answer!r} is none of {', '.join(choices)}.")
    return answer


def _asked(question: str, usual: str, ask: Ask | None, option: str) -> str:
    if ask is None:
        if usual:
            return usual
        raise Unclear(f"Nobody is here to be asked; say it with {option}.")
    return ask(f"{question} [{usual}] " if usual else f"{question} ").strip() or usual


def _whole(written: str) -> str:
    return str(Path(written).absolute())


def _refuse_names(found: Answers) -> None:
    """Names to which nobody gives a certificate, and a user who may do everything."""
    if "://" in found.name or "/" in found.name:
        raise Unclear(
            f"{found.name} is an address; the name alone, such as toward.example, without https:// and without a path."
        )
    if bare(found.name) in LOOPBACK_NAMES or found.name.replace(".", "").isdecimal() or ":" in found.name:
        raise Unclear(f"Nobody gives a certificate for {found.name}; it takes a name, such as toward.example.")
    if found.way == "a" and not found.name.endswith(".ts.net"):
        raise Unclear(
            f"{found.name} is no name of Tailscale's; those end in .ts.net, and tailscale status shows yours."
        )
    if found.user == "root":
        raise Unclear("Toward takes no rights of an administrator. Name another user, or leave --user out.")
    if found.path and not found.path.startswith("/"):
        raise Unclear(f"A path begins with /: --path /{found.path}")


def _refuse_nonsense(found: Answers, said: argparse.Namespace) -> None:
    _refuse_names(found)
    try:
        names = chosen({"TOWARD_HOSTS": found.name, "TOWARD_PATH": found.path}).names
    except ImproperlyConfigured as problem:
        raise Unclear(str(problem)) from None
    if len(names) != 1:
        raise Unclear("It takes one name, such as toward.example.")
    if bool(said.tls_cert) != bool(said.tls_key):
        raise Unclear("--tls-cert and --tls-key go together: the certificate and its private key.")
    if found.pair and (found.way, found.runs) != ("c", "service"):
        raise Unclear(
            "A certificate of your own goes with --way c and --run service; a container takes a proxy before it."
        )
    if not 0 < found.port < 65536:
        raise Unclear(f"{found.port} is not a port; choose one from 1024 to 65535.")
    if any(each.isspace() for each in f"{found.data}{found.to}{found.user}{found.also}"):
        raise Unclear("Folders and users without spaces, since units and commands are made of them.")
