"""The documentation fails when it lies: each page is held against the program, and each link against what is there."""

import argparse
import functools
import json
import re
import subprocess
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from toward import cli
from toward.insight.language import language
from toward.insight.look_back import export
from toward.insight.look_back.tests import cast
from toward.lookback.cues import RITUALS
from toward.lookback.messages import Kind, Question
from toward.lookback.read import FORMATS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TEXT = (
    ".md",
    ".py",
    ".html",
    ".js",
    ".css",
    ".yml",
    ".yaml",
    ".toml",
    ".txt",
    ".json",
    ".po",
    ".svg",
    ".cfg",
    ".sh",
    "",
)
WRITTEN = ("README.md", "VISION.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
JSON_TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "list": list, "object": dict}


@functools.cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("NOT CHECKED: this is no git checkout")
    return tuple(path for name in sorted(set(done.stdout.split("\0"))) if name and (path := ROOT / name).is_file())


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows(name: str, heading: str) -> dict[str, list[str]]:
    """The table under a heading of a page: cells by what stands in backticks in the first one."""
    below = text(name).partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = (line.strip("| ").split(" | ") for line in below.splitlines() if line.startswith("| `"))
    return {row[0].strip("` "): [cell.strip() for cell in row[1:]] for row in cells}


def keys(value: object, path: str = "") -> dict[str, set[str]]:
    """Every key of plain values with the types it was seen with: `rituals[].now.rate` → {number}."""
    if isinstance(value, dict):
        here, parts = "object", [(f"{path}.{key}" if path else key, each) for key, each in value.items()]
    elif isinstance(value, list):
        here, parts = "list", [(f"{path}[]", each) for each in value]
    else:
        here, parts = named(value), []
    out = {path: {here}} if path and not (path.endswith("[]") and here == "object") else {}
    for name, each in parts:
        for key, types in keys(each, name).items():
            out.setdefault(key, set()).update(types)
    return out


def named(value: object) -> str:
    if value is None:
        return "null"
    return next(
        name for name, kind in JSON_TYPES.items() if type(value) in (kind if isinstance(kind, tuple) else (kind,))
    )


def report() -> dict:
    """A look-back in which every key has a value somewhere."""
    look = cast.look(*(cast.ritual(status=each) for each in ("faded", "growing", "steady", "too early")), unread=2)
    return export.as_json(language("en"), replace(look, questions=(Question("me", ("Liang", "Su")),)))


def test_every_key_that_is_emitted_is_documented_and_every_documented_one_emitted():
    documented = rows("docs/reference/json.md", "The report")
    assert len(documented) > 30
    assert list(keys(report())) == list(documented)


def test_each_key_has_the_types_that_its_line_says():
    documented = rows("docs/reference/json.md", "The report")
    refused = export.as_json(language("en"), replace(cast.look(), refused="nobody"))
    undated = {"first": None, "last": None, "date_order": None, "clock": None}
    seen = [keys(report()), keys(refused), keys(undated)]
    assert seen
    for key, (types, *_) in documented.items():
        found = set().union(*(each.get(key, set()) for each in seen))
        allowed = set(types.split(" or "))
        assert found, key
        assert found <= allowed | ({"integer"} if "number" in allowed else set()), (key, found, allowed)
        assert ("null" in found) == ("null" in allowed), (key, found, allowed)


def test_a_message_has_the_documented_keys():
    documented = rows("docs/reference/json.md", "A message")
    lines = [json.loads(line) for line in export.messages(cast.look().reading)]
    assert lines
    assert list(documented) == list(lines[0])


def test_the_examples_of_the_json_are_json_with_the_documented_keys():
    blocks = re.findall(r"```json\n(.*?)```", text("docs/reference/json.md"), re.S)
    whole, message = (json.loads(block) for block in blocks)
    assert list(keys(whole)) == list(rows("docs/reference/json.md", "The report"))
    assert list(message) == list(rows("docs/reference/json.md", "A message"))


def test_every_word_that_a_key_can_take_is_documented():
    page = text("docs/reference/json.md")
    kinds = [kind.name.lower() for kind in Kind]
    statuses = ("growing", "fading", "faded", "steady", "too early")
    formats = [one.FORMAT for one in FORMATS]
    assert len(formats) >= 4
    for word in (*RITUALS, *kinds, *statuses, *formats, "known", "discovered", "me", "with", "chat", "date_order"):
        assert f"`{word}`" in page, word


def commands() -> dict[str, argparse.ArgumentParser]:
    top = cli.parser()
    (under,) = [each for each in top._actions if isinstance(each, argparse._SubParsersAction)]
    return dict(under.choices)


def test_every_command_and_option_is_documented_and_no_other():
    documented = text("docs/reference/command.md")
    assert set(commands()) >= {"serve", "lookback"}
    for name, parser in commands().items():
        said = documented.partition(f"## toward {name}\n")[2].partition("\n## ")[0]
        options = {each for action in parser._actions for each in action.option_strings} - {"-h", "--help"}
        assert said, name
        assert options == set(re.findall(r"(?m)^\| `(--[a-z-]+)`", said)), name
        choices = {f"`{each}`" for action in parser._actions for each in action.choices or ()}
        assert all(each in said for each in choices), (name, choices)
    assert {"--help", "-h", "--version"} <= set(re.findall(r"`(-[a-z-]+)`", documented))


def test_every_exit_code_of_the_look_back_is_documented():
    from toward.insight.look_back import command

    documented = re.findall(r"(?m)^\| (\d+) \|", text("docs/reference/command.md"))
    assert set(documented) == {str(code) for code in (command.READ, command.UNREADABLE, command.REFUSED, 130)}


def test_every_variable_is_documented_and_every_documented_one_read():
    sources = [path for path in tracked() if path.suffix == ".py" and "src/toward" in path.as_posix()]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources if "tests" not in path.parts)
    read = set(re.findall(r"\"(TOWARD_[A-Z]+)\"", code))
    assert read >= {"TOWARD_DATA", "TOWARD_CONFIG"}
    documented = set(re.findall(r"(?m)^\| `(TOWARD_[A-Z]+)`", text("docs/host.md")))
    assert read | {"TOWARD_VENV"} == documented
    assert "TOWARD_VENV" in text("tools/run.py")


def test_every_dependency_has_its_reason():
    project = tomllib.loads(text("pyproject.toml"))
    wanted = [
        *project["project"]["dependencies"],
        *(one for group in project["project"].get("optional-dependencies", {}).values() for one in group),
        *(one for group in project.get("dependency-groups", {}).values() for one in group if isinstance(one, str)),
    ]
    names = {re.match(r"[\w.-]+", one)[0].lower() for one in wanted}
    page = text("docs/decisions/0003-few-dependencies.md")
    reasons = {name for cell in re.findall(r"(?m)^\| (`.*?) \|", page) for name in re.findall(r"`([\w.-]+)`", cell)}
    assert len(names) > 10
    assert names == reasons
    assert len(project["project"]["dependencies"]) <= 20


def test_every_decision_and_every_page_is_in_the_menu():
    menu = re.findall(r"(?m): ([\w/.-]+\.md)$", text("mkdocs.yml"))
    pages = [path.relative_to(DOCS).as_posix() for path in sorted(DOCS.rglob("*.md"))]
    assert len([page for page in pages if page.startswith("decisions/")]) >= 10
    assert sorted(menu) == sorted(page for page in pages if not page.startswith("measured/"))


def test_decisions_are_numbered_without_a_gap_and_say_what_would_change_our_mind():
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        said = page.read_text(encoding="utf-8")
        assert said.startswith(f"# {int(page.name[:4])}. "), page.name
        for part in ("**Question.**", "**Choice.**", "**Refused.**", "**What would change our mind.**"):
            assert part in said, (page.name, part)


def test_every_named_test_is_there():
    code = "\n".join(path.read_text(encoding="utf-8") for path in tracked() if path.name.startswith("test_"))
    tests = set(re.findall(r"def (test_\w+)", code))
    pages = [*(ROOT / name for name in WRITTEN), *DOCS.rglob("*.md")]
    said = {name for page in pages for name in re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8"))}
    assert len(said) > 10
    assert said <= tests, said - tests


def test_every_rule_and_contract_that_the_vision_names_is_there():
    rules = {rule["id"] for rule in yaml.safe_load(text("tools/copy_rules.yaml"))["rules"]}
    contracts = {
        one["name"].split(":")[0] for one in tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    }
    said = {
        word
        for line in re.findall(r"rules? ((?:\*\w+\*(?:, )?)+)", text("VISION.md"))
        for word in re.findall(r"\w+", line)
    }
    assert len(said) > 6
    assert said <= rules, said - rules
    assert set(re.findall(r"contract \*(\w+)\*", text("VISION.md"))) <= contracts


def test_every_verb_and_file_that_a_page_names_is_there():
    verbs = set(re.findall(r"(?m)^([a-z]+):", text("Makefile")))
    pages = [*(ROOT / name for name in WRITTEN), *DOCS.rglob("*.md")]
    said = {
        (page.name, verb) for page in pages for verb in re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8"))
    }
    assert len(said) > 8
    assert {verb for _, verb in said} <= verbs
    files = {
        name
        for page in pages
        for name in re.findall(r"`((?:src|tools|docs|content)/[\w./-]*)`", page.read_text("utf-8"))
    }
    assert len(files) > 8
    assert not [
        name for name in sorted(files) if "NAME" not in name and "LANGUAGE" not in name and not (ROOT / name).exists()
    ]


def test_every_link_leads_somewhere():
    pages = [path for path in tracked() if path.suffix == ".md"]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)\s]+)\)", without_code(page))]
    inside = [(page, link) for page, link in links if not re.match(r"[a-z]+:", link)]
    assert len(inside) > 30
    assert [f"{page.relative_to(ROOT)}: {link}" for page, link in inside if not leads(page, link)] == []


def without_code(page: Path) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.S)


def leads(page: Path, link: str) -> bool:
    """Whether a relative link ends at a file, and at a heading of it if it names one."""
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    headings = re.findall(r"(?m)^#+ (.+)$", target.read_text(encoding="utf-8")) if anchor else []
    return not anchor or anchor in {re.sub(r"[^\w\s-]", "", one).strip().lower().replace(" ", "-") for one in headings}


# In pieces, so that this file does not name what it looks for.
NOT_OURS = re.compile(
    "|".join(("/wor" "k/", "/roo" "t/", r"/hom" r"e/\w+/", r"/User" r"s/\w+/", "pypi" r"\.org/simple", "file:///" r"\w", "pythonh" "osted"))
)  # fmt: skip


def test_no_file_names_a_machine_or_a_package_host():
    files = [path for path in tracked() if path.suffix in TEXT]
    assert len(files) > 100
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if NOT_OURS.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("line", ["see /wor" + "k/x", "index at https://pypi" + ".org/simple", "/Users" + "/su/toward"])
def test_a_machine_or_a_package_host_would_be_noticed(line):
    assert NOT_OURS.search(line)


def test_a_folder_readme_is_short():
    pages = [path for path in tracked() if path.name == "README.md" and "src" in path.relative_to(ROOT).parts[:1]]
    assert len(pages) >= 6
    long = {path.parent.name for path in pages if len(path.read_text(encoding="utf-8").splitlines()) > 15}
    assert long <= {"science", "cues"}  # the one explains a method, the other the form of a list


def test_the_readme_is_one_page():
    lines = text("README.md").splitlines()
    assert 40 < len(lines) <= 120
    assert any("docs/pictures/look-back.png" in line for line in lines[:6])


def test_the_example_of_the_readme_is_what_the_command_prints(capsys):
    block = re.search(r"(?s)```\n\$ toward (lookback [^\n]+)\n(.*?)```", text("README.md"))
    name, *options = block[1].split()[1:]
    assert cli.main(["lookback", str(ROOT / name), *options, "--lang", "en"]) == 0
    printed = iter(capsys.readouterr().out.splitlines())
    shown = [line for line in block[2].splitlines() if line not in ("", "…")]
    assert len(shown) > 10
    assert [line for line in shown if line not in printed] == []  # in this order: an iterator is used up
