"""Keeps the words kind and the pages clean: what is never said, what a page never carries, and no claim without its row.

`python tools/copy_lint.py` prints each breach as a sentence and exits 1 if there is one. The words and the reasons stand
in `copy_rules.yaml`; here is only how they are looked for.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import messages
import yaml

ROOT = Path(__file__).resolve().parent.parent
RULES = Path(__file__).resolve().with_name("copy_rules.yaml")
COMMAND_LINE = ("cli.py", "web/serve.py")
SPOKEN_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "content")
JINJA = re.compile(r"\{[%#].*?[%#]\}", re.S)
VALUE = re.compile(r"\{\{.*?\}\}", re.S)
HOLE = "\0"  # where a template puts a value
FOREIGN = re.compile(r"""https?://|["'`(=]\s*//\w|@import""")
NAMESPACE = re.compile(r"http://www\.w3\.org/(2000/svg|1999/xlink|1999/xhtml)")
PARENT = re.compile(r"""\{%-?\s*extends\s+["']([^"']+)""")
HEADING = re.compile(r"<(h[12])(?![^>]*\blabel\b)[^>]*>(.*?)</\1>", re.S)
SENTENCE = re.compile(r"""_\(\s*(?:"([^"]*)"|'([^']*)')\s*\)""")
CLAUSE_ENDS = re.compile(r"[，。、：；？！“”（）]")
LONGEST_CLAUSE = 13  # Han characters: a heading breaks only at punctuation, and a phone has no room for more
TEMPLATE_CLAIM = re.compile(r"""\bclaim\(\s*(?:["']([^"']*)["'])?""")


@dataclass(frozen=True)
class Rule:
    """One family of words that is never used, with its reason."""

    id: str
    why: str
    never: re.Pattern[str]
    everywhere: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A text that somebody reads.

    Args:
        where: file, or language of a translation.
        key: the English sentence by which it may be excused.
        text: the words themselves.
        ours: whether every rule holds, or only those that hold everywhere.
    """

    where: str
    key: str
    text: str
    ours: bool = True


class Rules:
    """All of `copy_rules.yaml`."""

    def __init__(self, path: Path = RULES) -> None:
        self._raw: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())

    @cached_property
    def words(self) -> tuple[Rule, ...]:
        """The rules about words."""
        return tuple(self._rule(**raw) for raw in self._raw["rules"])

    @cached_property
    def allowed(self) -> frozenset[tuple[str, str]]:
        """(rule, sentence) pairs that are excused."""
        return frozenset((each["rule"], each["says"]) for each in self._raw["allowed"])

    @cached_property
    def markup_allowed(self) -> frozenset[tuple[str, str]]:
        """(template, tag) pairs that are excused."""
        return frozenset((each["template"], each["tag"]) for each in self._raw["markup_allowed"])

    def _rule(self, *, id: str, why: str, never: list[str], case: bool = False, everywhere: bool = False) -> Rule:
        known = "|".join(self._raw["abbreviations"])
        pattern = "|".join(f"(?:{each})" for each in never)
        pattern = rf"(?!\b(?:{known})\b)(?:{pattern})" if case else pattern
        return Rule(id, why, re.compile(pattern, 0 if case else re.IGNORECASE), everywhere)


class Markup(HTMLParser):
    """What a template carries: its faults, its ids, and the words that stand in it without a translation."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[tuple[str, str]] = []  # (tag, what is wrong)
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.parent: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what one tag says and does."""
        named = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in named):
            self.faults.append((tag, f"writes its <{tag}> into the page"))
        for name, value in named.items():
            if name == "style" or re.fullmatch(r"on[a-z]+", name) or value.strip().lower().startswith("javascript:"):
                self.faults.append((tag, f"has an inline {name}= on <{tag}>"))
        self.ids += [named["id"]] if HOLE not in named.get("id", HOLE) else []
        said = (value for name, value in named.items() if name in SPOKEN_ATTRIBUTES or name.startswith("data-"))
        self.texts += [value for value in said if tag != "meta"]

    def handle_data(self, data: str) -> None:
        """Collect the words between tags."""
        self.texts.append(data)


def breaches(root: Path, rules: Rules) -> Iterator[str]:
    """Every breach under a checkout's root, a sentence each."""
    pages = {path: _markup(path) for path in _files(root, ".html")}
    yield from _words(list(said(root, pages)), rules)
    yield from _pages(pages, rules)
    yield from _headings(root)
    for path in (*pages, *_files(root, ".css", ".js", ".svg")):
        text = NAMESPACE.sub("", path.read_text(encoding="utf-8"))
        yield from (f"{path.relative_to(root)} asks another computer: {hit}" for hit in FOREIGN.findall(text))
    yield from _claims(root, frozenset(row["id"] for row in _register(root)))


def said(root: Path, pages: Mapping[Path, Markup]) -> Iterator[Said]:
    """Everything that somebody reads, in every language."""
    for message in messages.spoken(root):
        forms = messages.forms(message)
        yield from (Said(str(message.locations[0][0]), forms[0], form) for form in forms if form)
    for message in messages.translated(root):
        key = messages.forms(message)[0]
        yield from (Said(messages.LOCALE, key, text) for text in messages.strings(message) if key)
    for path, page in pages.items():
        yield from (Said(path.relative_to(root).as_posix(), text.strip(), text) for text in page.texts if text.strip())
    yield from _on_the_command_line(root)
    yield from _further(root)


def _on_the_command_line(root: Path) -> Iterator[Said]:
    """Sentences of the commands, which speak before a language is known."""
    for name in COMMAND_LINE:
        path = root / "src" / "toward" / name
        tree = ast.parse(path.read_text(encoding="utf-8") if path.exists() else "")
        quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in quiet
                and " " in node.value
            ):
                yield Said(name, node.value, node.value)


def _further(root: Path) -> Iterator[Said]:
    """The README's prose and the register's statements, held only to what holds everywhere."""
    readme = root / "README.md"
    prose = (
        re.sub(r"```.*?```|`[^`]*`|!\[|<!--.*?-->", "", readme.read_text(encoding="utf-8"), flags=re.S)
        if readme.exists()
        else ""
    )
    yield from (Said("README.md", line, line, ours=False) for line in prose.splitlines())
    for row in _register(root):
        for language in ("statement_en", "statement_zh"):
            yield Said("evidence.yaml", row["id"], row.get(language, ""), ours=False)


def _words(texts: list[Said], rules: Rules) -> Iterator[str]:
    used = set()
    for one in texts:
        for rule in rules.words:
            hit = rule.never.search(one.text) if one.ours or rule.everywhere else None
            if hit and (rule.id, one.key) in rules.allowed:
                used.add((rule.id, one.key))
            elif hit:
                yield f"{one.where} says “{hit.group()}” in “{one.text.strip()}”. {rule.why} ({rule.id})"
    for rule_id, sentence in sorted(rules.allowed - used):
        yield f"copy_rules.yaml excuses “{sentence}” from {rule_id}, but nobody says it."


def _pages(pages: Mapping[Path, Markup], rules: Rules) -> Iterator[str]:
    used = set()
    names = {"/".join(path.parts[-2:]): page for path, page in pages.items()}
    for name, page in names.items():
        for tag, fault in page.faults:
            if (name, tag) in rules.markup_allowed:
                used.add((name, tag))
            else:
                yield f"{name} {fault}; the policy of every page refuses it."
        counted = Counter(_ids(page, names))
        yield from (f"{name} has the id {each!r} twice." for each, n in counted.items() if n > 1)
    for name, tag in sorted(rules.markup_allowed - used):
        yield f"copy_rules.yaml excuses <{tag}> in {name}, where there is none."


def _ids(page: Markup, names: Mapping[str, Markup]) -> list[str]:
    """Ids of a template and of those that it extends."""
    parent = names.get(page.parent or "")
    return [*page.ids, *(_ids(parent, names) if parent else ())]


def _headings(root: Path) -> Iterator[str]:
    """Chinese headings with a clause that no phone can hold in one line."""
    known = messages.translated(root)
    for path in _files(root, ".html"):
        for _, heading in HEADING.findall(path.read_text(encoding="utf-8")):
            for double, single in SENTENCE.findall(heading):
                message = known.get(double or single)
                for clause in CLAUSE_ENDS.split("，".join(messages.strings(message))):
                    if sum(1 if char > "\u2e80" else 0.5 for char in clause) >= LONGEST_CLAUSE:
                        yield f"The Chinese heading “{clause}” in {path.relative_to(root)} is too long for a phone."


def _claims(root: Path, known: frozenset[str]) -> Iterator[str]:
    """Claims without a row in the register, and claims whose id cannot be read in the file that makes them."""
    for path in _files(root, ".py", ".html"):
        text = path.read_text(encoding="utf-8")
        if "claim(" not in text:
            continue
        name = path.relative_to(root).as_posix()
        for claimed in _claimed(ast.parse(text)) if path.suffix == ".py" else _claimed_in_page(text):
            if claimed is None:
                yield f"{name} makes a claim whose id cannot be read there; name it, as claim(“S46-goodnight”)."
            elif claimed not in known:
                yield f"{name} claims {claimed!r}, which has no row in content/evidence.yaml."


def _claimed(tree: ast.Module) -> Iterator[str | None]:
    """The id of every call of `claim`: written there, or a constant of the same file."""
    names = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "claim":
            argument = node.args[0] if node.args else None
            value = argument.value if isinstance(argument, ast.Constant) else names.get(getattr(argument, "id", ""))
            yield value if isinstance(value, str) else None


def _claimed_in_page(text: str) -> Iterator[str | None]:
    for call in re.findall(r"\{[{%].*?[}%]\}", text, flags=re.S):
        yield from (found.group(1) for found in TEMPLATE_CLAIM.finditer(call))


def _markup(path: Path) -> Markup:
    page, text = Markup(), path.read_text(encoding="utf-8")
    page.feed(VALUE.sub(HOLE, JINJA.sub("", text)))
    page.close()
    extended = PARENT.search(text)
    page.parent = extended.group(1) if extended else None
    page.texts = [text.replace(HOLE, "") for text in page.texts]
    return page


def _files(root: Path, *kinds: str) -> list[Path]:
    """Files of the product, no tests."""
    found = (root / "src" / "toward").rglob("*")
    return sorted(path for path in found if path.suffix in kinds and "tests" not in path.parts)


def _register(root: Path) -> list[dict[str, str]]:
    path = root / "content" / "evidence.yaml"
    rows: list[dict[str, str]] = (
        yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())["entries"] if path.exists() else []
    )
    return rows


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def main() -> int:
    """Print what is wrong; returns the exit code."""
    found = list(breaches(ROOT, Rules()))
    print("\n".join(found) if found else "Every word is fit to be read.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
