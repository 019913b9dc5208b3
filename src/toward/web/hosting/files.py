"""The files that make Toward run and be reached: filled forms, laid out in a folder, nothing of anybody's written over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from string import Template

from toward.web.hosting.answers import SOURCE, Answers

_FORMS = Path(__file__).parent / "forms"
_CERTIFICATES = "/var/lib/toward-certificate"
_TOKENS = {
    "duckdns": "DUCKDNS_TOKEN=",
    "cloudflare": "CF_DNS_API_TOKEN=",
    "desec": "DESEC_TOKEN=",
    "hetzner": "HETZNER_API_TOKEN=",
    "dynu": "DYNU_API_KEY=",
}
_AS_SERVICE = "toward-as-service"
_SECRET = ("toward.env", "lego.env")


def made(answers: Answers) -> dict[str, str]:
    """Each file's name with what is in it."""
    words = _words(answers)
    return {name: Template((_FORMS / name).read_text(encoding="utf-8")).substitute(words) for name in _names(answers)}


def _names(answers: Answers) -> Iterator[str]:
    yield "toward.env"
    service, container = ("toward.service", _AS_SERVICE), ("compose.yaml", "Containerfile")
    yield from service if answers.runs == "service" else container
    if answers.way == "b":
        yield from ("Caddyfile", "lego.env", "toward-certificate.service", "toward-certificate.timer")


def _words(answers: Answers) -> Mapping[str, str]:
    certificates = f"{_CERTIFICATES}/certificates"
    account = '--accept-tos --email "$${LEGO_EMAIL}"'
    lego = f"--path {_CERTIFICATES} {account} --dns {answers.dns} --domains {answers.name}"
    settings = "\n".join(f"{name}={value}" for name, value in answers.settings().items())
    beside, mounted = _beside(answers)
    low = "CAP_NET_BIND_SERVICE" if answers.port < 1024 else ""
    return {
        "name": answers.name, "user": answers.user, "data": str(answers.data), "keys": str(answers.keys), "to": str(answers.to),
        "port": str(answers.port), "program": str(answers.program), "source": str(SOURCE), "more": _more(answers),
        "homes": _homes(answers), "capability": low, "settings": settings, "certificates": certificates, "beside": beside, "mounted": mounted, "lego": lego,
        "token": _TOKENS.get(answers.dns, f"# the variables that lego names for {answers.dns}"),
    }  # fmt: skip


def _more(answers: Answers) -> str:
    if answers.pair is None:
        return ""
    certificate, key = answers.pair
    return f" --listen 0.0.0.0 --tls-cert {certificate} --tls-key {key}"


def _beside(answers: Answers) -> tuple[str, str]:
    """The folder for second copies, for the unit and for the container; a stick that is not in stops nothing."""
    return (f" -{answers.also}", f', "{answers.also}:/also"') if answers.also else ("", "")


def _homes(answers: Answers) -> str:
    """Homes are hidden, unless the program or what it keeps lies in one."""
    kept = [answers.data, answers.program, answers.to, *(Path(each) for each in answers.pair or ())]
    return "read-only" if any(path.parts[1:2] in (("home",), ("root",)) for path in kept) else "yes"


def lay(files: Mapping[str, str], folder: Path, may_replace: Callable[[Path], bool]) -> tuple[list[Path], list[Path]]:
    """Write the files; what is there already and differs only where that is allowed.

    Args:
        files: their names with what is in them.
        folder: made if need be.
        may_replace: asked for each file that is there and differs.

    Returns:
        What was written (or was so already), and what was left as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done, left = [], []
    for name, content in files.items():
        path = folder / name
        if path.exists() and path.read_text(encoding="utf-8") != content and not may_replace(path):
            left.append(path)
            continue
        _write(path, content)
        done.append(path)
    return done, left


def _write(path: Path, content: str) -> None:
    path.touch(mode=0o600 if path.name in _SECRET else 0o644)
    path.write_text(content, encoding="utf-8")
    if path.name == _AS_SERVICE:
        path.chmod(0o755)


def next_commands(answers: Answers) -> list[str]:
    """What the host types next, in three lines."""
    start = _container_start if answers.runs == "container" else _service_start
    return [*start(answers), _reach(answers)]


def ours(answers: Answers) -> str:
    """How a command is run on what the service or the container keeps."""
    if answers.runs == "container":
        return f"docker compose -f {answers.to}/compose.yaml exec toward toward"
    return f"{answers.to}/{_AS_SERVICE}"


def place_within(answers: Answers) -> str:
    """What the folder for second copies is called where Toward runs."""
    return "/also" if answers.runs == "container" else str(answers.also)


def _service_start(answers: Answers) -> list[str]:
    user, to = answers.user, answers.to
    return [
        f"id {user} >/dev/null 2>&1 || sudo useradd --system --shell /usr/sbin/nologin {user}; "
        f"sudo install -d -m 700 -o {user} {answers.data} {answers.keys}",
        f"sudo cp {to}/toward.service /etc/systemd/system/ && sudo systemctl daemon-reload "
        "&& sudo systemctl enable --now toward",
    ]


def _container_start(answers: Answers) -> list[str]:
    return [
        f"sudo install -d -m 700 -o 10001 -g 10001 {answers.data}",
        f"docker compose -f {answers.to}/compose.yaml up -d --build",
    ]


def _reach(answers: Answers) -> str:
    if answers.way == "a":
        return f"sudo tailscale serve --bg {answers.port}"
    if answers.way == "b":
        return (
            f"sudo cp {answers.to}/toward-certificate.* /etc/systemd/system/ "
            f"&& sudo cp --backup=numbered {answers.to}/Caddyfile /etc/caddy/ "
            "&& sudo systemctl daemon-reload && sudo systemctl enable --now toward-certificate.timer "
            "&& sudo systemctl start toward-certificate"
        )
    return f"toward host --check {answers.address()}"
