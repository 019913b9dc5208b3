"""What a host answers to four questions, and what follows from it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

WAYS = {
    "a": "Tailscale serve: nothing is opened to the internet (recommended)",
    "b": "a name of your own or a dynamic one, with Caddy before it",
    "c": "a proxy or a certificate that is there already",
}
RUNS = {"service": "a systemd service", "container": "a container"}
SUBNET = "172.30.57.0/24"  # the container's, as compose.yaml says it
SOURCE = Path(__file__).resolve().parents[4]


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that the files are made from.

    Args:
        way: a, b or c.
        name: under which the two will reach it.
        data: the folder where everything lies.
        runs: service or container.
        to: the folder for the files.
        user: as whom a service runs.
        port: on this computer.
        path: "" or the path under which it lies.
        dns: what lego calls the name's provider.
        pair: certificate and key of one's own, spoken with by Toward itself.
        also: a folder for second copies of backups; None where there is none yet.
        program: the `toward` command.
    """

    way: str
    name: str
    data: Path
    runs: str
    to: Path
    user: str = "toward"
    port: int = 8000
    path: str = ""
    dns: str = "duckdns"
    pair: tuple[str, str] | None = None
    also: Path | None = None
    program: Path = field(default=Path(sys.executable).with_name("toward"))

    @property
    def keys(self) -> Path:
        """The folder of the pepper: beside the data, never in it, so that a copy of one is not a copy of both."""
        return self.data.with_name(f"{self.data.name}-keys")

    def address(self) -> str:
        """Where the phones will reach it."""
        port = f":{self.port}" if self.pair and self.port != 443 else ""
        return f"https://{self.name}{port}{self.path}/"

    def settings(self) -> dict[str, str]:
        """What Toward is told by its environment."""
        said = {"TOWARD_HOSTS": self.name}
        if self.runs == "service":
            said |= {"TOWARD_DATA": str(self.data), "TOWARD_CONFIG": str(self.keys)}
        if self.pair is None:
            said["TOWARD_TRUSTED_PROXY"] = SUBNET if self.runs == "container" else "1"
        if self.path:
            said["TOWARD_PATH"] = self.path
        return said
