"""What `toward host` lays out: units that systemd accepts, a container without rights, and nothing of anybody's written over."""

from __future__ import annotations

import argparse
import re
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
import yaml

from toward.web.hosting import closed
from toward.web.hosting.answers import SUBNET
from toward.web.hosting.asking import Unclear, answers
from toward.web.hosting.closed import closed_to, sentence
from toward.web.hosting.command import options
from toward.web.hosting.files import lay, made, next_commands, ours
from toward.web.hosting.reach import chosen

NAME = "home.tail1234.ts.net"
WAYS = list(product("abc", ("service", "container")))


def said(*words):
    parser = argparse.ArgumentParser()
    options(parser)
    return parser.parse_args(words)


def found(way="a", run="service", *more):
    return answers(
        said("--way", way, "--run", run, "--name", NAME, "--data", "/srv/two", "--to", "/srv/files", *more), None
    )


def environment(files):
    lines = [line for line in files["toward.env"].splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def unit(text):
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))


@pytest.mark.parametrize(("way", "run"), WAYS)
def test_every_way_has_its_files_and_what_they_say_is_taken_by_the_server(way, run):
    one = found(way, run)
    files = made(one)
    more = {"Caddyfile", "lego.env", "toward-certificate.service", "toward-certificate.timer"} if way == "b" else set()
    assert (
        set(files)
        == {
            "toward.env",
            *(["toward.service", "toward-as-service"] if run == "service" else ["compose.yaml", "Containerfile"]),
        }
        | more
    )
    reach = chosen(environment(files))
    assert reach.names == (NAME,)
    assert reach.proxies == chosen({"TOWARD_TRUSTED_PROXY": SUBNET if run == "container" else "1"}).proxies
    assert not any(re.search(r"\$(name|user|data|keys|to|port)\b", text) for text in files.values())
    assert len(next_commands(one)) == 3


@pytest.mark.parametrize("way", ["a", "b", "c"])
def test_the_units_pass_systemd_s_own_judgement(way, tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine: install systemd to have the units judged")
    files = made(found(way, "service"))
    program = sys.executable  # a command that is there
    units = [name for name in files if name.endswith((".service", ".timer"))]
    for name in units:
        text = re.sub(r"^ExecStart=\S+", f"ExecStart={program}", files[name], flags=re.M)
        (tmp_path / name).write_text(text)
    judged = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in units)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in judged.stderr.splitlines() if "toward" in line]
    assert (judged.returncode, ours) == (0, []), judged.stderr
    assert len(units) == (3 if way == "b" else 1)


def test_a_unit_that_is_wrong_would_be_seen(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine: install systemd to have the units judged")
    (tmp_path / "toward.service").write_text("[Service]\nExecStart=nowhere\nProtectSystem=strictly\n")
    judged = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "toward.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "toward.service" in judged.stderr


def test_the_service_may_touch_its_own_folders_and_become_nothing_more():
    one = unit(made(found())["toward.service"])
    assert one["ReadWritePaths"] == "/srv/two /srv/two-keys"
    assert one["CapabilityBoundingSet"] == one["AmbientCapabilities"] == ""
    for name, value in {
        "NoNewPrivileges": "yes", "ProtectSystem": "strict", "PrivateTmp": "yes", "LimitCORE": "0", "UMask": "0077",
        "ProtectHome": "yes" if not sys.executable.startswith(("/home", "/root")) else "read-only",
    }.items():  # fmt: skip
        assert one[name] == value
    assert one["ExecStart"].endswith("toward serve --port 8000")


def test_a_certificate_of_one_s_own_is_spoken_with_on_every_way_in():
    one = found("c", "service", "--tls-cert", "/etc/own.crt", "--tls-key", "/etc/own.key", "--port", "443")
    files = made(one)
    assert unit(files["toward.service"])["ExecStart"].endswith(
        "serve --port 443 --listen 0.0.0.0 --tls-cert /etc/own.crt --tls-key /etc/own.key"
    )
    assert unit(files["toward.service"])["AmbientCapabilities"] == "CAP_NET_BIND_SERVICE"
    assert "TOWARD_TRUSTED_PROXY" not in environment(files)


def test_the_container_runs_as_nobody_in_particular_with_one_folder_and_no_rights():
    files = made(found("a", "container"))
    compose = yaml.safe_load(files["compose.yaml"])
    one = compose["services"]["toward"]
    assert one["user"] == "10001:10001"
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one["ports"] == ["127.0.0.1:8000:8000"]
    assert one["volumes"] == ["/srv/two:/data"]
    assert one["ulimits"] == {"core": 0}
    assert compose["networks"]["toward"]["ipam"]["config"] == [{"subnet": SUBNET}]
    assert (Path(one["build"]["context"]) / "requirements" / "run.txt").exists()


def test_what_the_container_is_built_from_is_there_and_pinned():
    one = found("a", "container")
    text = made(one)["Containerfile"]
    source = Path(yaml.safe_load(made(one)["compose.yaml"])["services"]["toward"]["build"]["context"])
    lines = text.replace("\\\n", " ").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith(("#", " "))]
    orders = [order for order, _ in steps]
    assert orders[0] == "FROM"
    assert re.fullmatch(r"docker\.io/library/python:3\.\d+-slim", steps[0][1])
    copied = [word for order, words in steps if order == "COPY" for word in words.split()[:-1]]
    assert len(copied) >= 4
    assert all((source / word).exists() for word in copied)
    installs = re.findall(r"pip install[^&|)]*", text.replace("\\\n", " "))
    assert len(installs) == 3
    assert all(
        "--no-deps" in one and ("--require-hashes" in one or "--no-build-isolation ." in one) for one in installs
    )
    assert orders.index("USER") > max(at for at, order in enumerate(orders) if order in ("COPY", "RUN"))
    assert [words for order, words in steps if order in ("USER", "VOLUME", "EXPOSE")] == [
        "10001:10001",
        "/data",
        "8000",
    ]
    assert not any(order in ("ADD",) or "sudo" in words or "curl" in words for order, words in steps)


def test_caddy_takes_what_is_written_for_it(tmp_path):
    if shutil.which("caddy") is None:
        pytest.skip("no Caddy on this machine: install caddy to have its file judged")
    (tmp_path / "Caddyfile").write_text(made(found("b"))["Caddyfile"])
    judged = subprocess.run(
        ["caddy", "adapt", "--config", str(tmp_path / "Caddyfile")], capture_output=True, text=True, check=False
    )
    assert judged.returncode == 0, judged.stderr
    assert '"flush_interval":-1' in judged.stdout
    assert "Caddyfile input is not formatted" not in judged.stderr


def test_lego_s_command_survives_its_shell():
    line = unit(made(found("b", "service", "--dns", "cloudflare"))["toward-certificate.service"])["ExecStart"]
    script = re.fullmatch(r"/bin/sh -c '([^']+)'", line)
    judged = subprocess.run(["sh", "-n", "-c", script[1].replace("$$", "$")], check=False)
    assert judged.returncode == 0
    assert line.count(f"--dns cloudflare --domains {NAME}") == 2
    assert "CF_DNS_API_TOKEN=" in made(found("b", "service", "--dns", "cloudflare"))["lego.env"]


def test_nothing_that_differs_is_written_over_without_being_asked(tmp_path):
    files = {"toward.env": "A=1\n", "lego.env": "B=\n"}
    assert lay(files, tmp_path / "new", lambda path: False) == ([tmp_path / "new" / name for name in files], [])
    (tmp_path / "new" / "lego.env").write_text("B=secret\n")
    asked = []
    done, left = lay(files, tmp_path / "new", lambda path: asked.append(path) or False)
    assert (len(done), left) == (1, asked)
    assert (tmp_path / "new" / "lego.env").read_text() == "B=secret\n"
    lay(files, tmp_path / "new", lambda path: True)
    assert (tmp_path / "new" / "lego.env").read_text() == "B=\n"


def test_files_that_may_hold_a_token_are_for_their_owner_alone(tmp_path):
    lay(made(found("b")), tmp_path, lambda path: False)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert (modes["lego.env"], modes["toward.env"], modes["toward.service"]) == (0o600, 0o600, 0o644)


def test_the_four_questions_are_asked_in_their_order_and_an_empty_answer_takes_what_is_usual():
    asked, given = [], iter(["b", NAME, "", ""])
    one = answers(said("--to", "/srv/files"), lambda question: asked.append(question) or next(given))
    assert len(asked) == 4
    assert (one.way, one.name, one.runs, one.data) == ("b", NAME, "service", Path("/var/lib/toward"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--way", "a"], "--name"),
        (["--way", "a", "--name", f"https://{NAME}"], "the name alone"),
        (["--way", "a", "--name", "toward_example.ts.net"], "TOWARD_HOSTS"),
        (["--way", "a", "--name", "toward.example"], r"end in \.ts\.net"),
        (["--way", "b", "--name", "localhost"], "Nobody gives a certificate for localhost"),
        (["--way", "c", "--name", "192.168.1.5"], "Nobody gives a certificate for 192.168.1.5"),
        (["--way", "c", "--name", "[fd00::1]"], "Nobody gives a certificate"),
        (["--way", "a", "--name", NAME, "--user", "root"], "Name another user"),
        (["--way", "a", "--name", "one.example,two.ts.net"], "one name"),
        (["--way", "a", "--name", NAME, "--path", "toward"], "--path /toward"),
        (["--way", "a", "--name", NAME, "--path", "/to ward"], "TOWARD_PATH"),
        (["--way", "a", "--name", NAME, "--data", "/srv/our two"], "without spaces"),
        (["--way", "a", "--name", NAME, "--tls-cert", "x"], "go together"),
        (["--way", "b", "--name", NAME, "--tls-cert", "x", "--tls-key", "y"], "--way c"),
        (["--way", "a", "--name", NAME, "--port", "0"], "is not a port"),
    ],
)
def test_an_answer_that_makes_no_sense_is_a_sentence(words, sentence):
    with pytest.raises(Unclear, match=sentence):
        answers(said(*words), None)


def test_the_address_to_check_is_the_one_that_phones_will_use():
    own = found("c", "service", "--tls-cert", "/x", "--tls-key", "/y", "--port", "8443", "--path", "/toward")
    assert next_commands(own)[-1] == f"toward host --check https://{NAME}:8443/toward/"
    assert next_commands(found("c"))[-1] == f"toward host --check https://{NAME}/"


def test_second_copies_of_backups_have_a_way_out_of_the_service_and_the_container():
    one = unit(made(found("a", "service", "--also", "/media/stick"))["toward.service"])
    assert one["ReadWritePaths"] == "/srv/two /srv/two-keys -/media/stick"
    compose = yaml.safe_load(made(found("a", "container", "--also", "/media/stick"))["compose.yaml"])
    assert compose["services"]["toward"]["volumes"] == ["/srv/two:/data", "/media/stick:/also"]


def test_a_command_runs_on_what_the_service_keeps(tmp_path):
    """With a `sudo` that changes no user, the command sees the service's own folders."""
    program = tmp_path / "toward"
    program.write_text('#!/bin/sh\necho "$TOWARD_DATA $TOWARD_HOSTS $*"\n')
    (tmp_path / "sudo").write_text('#!/bin/sh\nshift 2\nexec "$@"\n')
    for path in (program, tmp_path / "sudo"):
        path.chmod(0o755)
    one = replace(found(), program=program, to=tmp_path / "files")
    lay(made(one), one.to, lambda path: False)
    said = subprocess.run(
        [ours(one), "invite", "--address", "https://x y"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == f"/srv/two {NAME} invite --address https://x y\n"


def test_a_program_that_the_service_s_user_cannot_reach_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(closed, "UNSEEN", ())
    shut, program = tmp_path / "home", tmp_path / "home" / "bin" / "toward"
    program.parent.mkdir(parents=True)
    for name in ("toward", "python"):
        (program.parent / name).write_text("")
        (program.parent / name).chmod(0o755)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == tmp_path.owner() and folder.is_relative_to("/tmp") and folder != Path("/tmp"):
            folder.chmod(0o755)
    shut.chmod(0o755)
    assert closed_to("toward", program) is None
    shut.chmod(0o700)
    one = replace(found(), program=program)
    assert f"{shut} lets only its owner in" in sentence(one)
    assert sentence(replace(one, user=shut.owner())) is None
    assert sentence(replace(one, runs="container")) is None


@pytest.mark.parametrize("what", ["program", "data", "to", "pair"])
def test_what_lies_where_a_service_does_not_look_is_said(what):
    path = Path("/tmp/of mine")
    one = replace(found("c"), **{what: (str(path), "/etc/key") if what == "pair" else path})
    assert "does not see what lies in /tmp" in sentence(one)
    assert sentence(replace(one, runs="container")) is None


def test_a_certificate_that_is_not_there_or_that_the_service_may_not_read_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(closed, "UNSEEN", ())
    certificate, key = tmp_path / "own.pem", tmp_path / "own.key"
    one = replace(found("c"), pair=(str(certificate), str(key)), user="toward-of-a-test")
    assert f"{certificate} is not there" in sentence(one)
    for path in (certificate, key):
        path.write_text("")
        path.chmod(0o644)
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        folder.chmod(0o755)
    assert "own." not in str(sentence(one))
    key.chmod(0o600)
    assert f"may not read {key}" in sentence(one)
    assert f"may not read {key}" not in str(sentence(replace(one, user=key.owner())))
    tmp_path.chmod(0o700)
    assert f"may not read {tmp_path}" in sentence(one)


def test_where_nobody_can_be_asked_the_command_says_which_option_is_missing(tmp_path):
    command = [sys.executable, "-m", "toward", "host", "--way", "a", "--to", str(tmp_path / "files")]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "--name" in ended.stderr
    assert not (tmp_path / "files").exists()


def test_a_second_run_leaves_what_somebody_changed_and_says_so(tmp_path):
    command = [sys.executable, "-m", "toward", "host", "--way", "a", "--name", NAME, "--to", str(tmp_path), "--yes"]
    first = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "sudo tailscale serve --bg 8000" in first.stdout
    (tmp_path / "toward.env").write_text("OURS=1\n")
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (second.returncode, "Next:" in second.stdout) == (1, False)
    assert "toward.env is there and differs" in second.stderr
    assert (tmp_path / "toward.env").read_text() == "OURS=1\n"
    assert subprocess.run([*command, "--replace"], capture_output=True, check=False).returncode == 0
    assert "TOWARD_HOSTS" in (tmp_path / "toward.env").read_text()
