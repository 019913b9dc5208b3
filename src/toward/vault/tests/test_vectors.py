"""What was sealed once opens for ever: the frozen vectors of every suite."""

from __future__ import annotations

import inspect
import json
from hashlib import sha256
from pathlib import Path

import pytest
import vectors

from toward.vault.sealing import SUITE
from toward.vault.tests import frozen
from toward.vault.tests.specimens import MODULES, vault

FOLDER = Path(__file__).with_name("vectors")
KEPT = json.loads((FOLDER / "suite-1.json").read_text(encoding="utf-8"))
FROZEN = (
    "cd76bd5f04acbfee7cea0e337fafe1fd03f5ae40901187ee23695b2e451b01bd"  # of the file itself: it is never written again
)


@pytest.mark.parametrize("number", range(18))
def test_what_suite_1_gave_it_gives_for_ever(number):
    case = KEPT["cases"][number]
    assert frozen.again(vault(), case["case"], case["given"]) == case["gives"]


def test_the_file_of_suite_1_is_the_one_that_was_frozen():
    assert sha256((FOLDER / "suite-1.json").read_bytes()).hexdigest() == FROZEN
    assert (KEPT["suite"], len(KEPT["cases"])) == (1, 18)
    assert (FOLDER / f"suite-{SUITE}.json").exists(), "the present suite has no vectors: python tools/vectors.py"


def test_a_vector_would_notice_a_changed_byte():
    case = next(each for each in KEPT["cases"] if each["case"] == "derive")
    changed = case["given"] | {"key": "00" + case["given"]["key"][2:]}
    assert frozen.again(vault(), "derive", changed) != case["gives"]


def test_every_public_function_is_frozen():
    v, public = vault(), set()
    for name in MODULES:
        module = getattr(v, name)
        own = {key: each for key, each in vars(module).items() if getattr(each, "__module__", "") == module.__name__}
        public |= {f"{name}.{key}" for key, each in own.items() if inspect.isfunction(each) and key[0] != "_"}
        for key, each in own.items():
            if inspect.isclass(each) and name not in ("secret", "errors"):
                methods = [way for way, what in vars(each).items() if inspect.isfunction(what) and way[0] != "_"]
                public |= {f"{name}.{key}.{way}" for way in methods}
    covered = {function for covers, _ in frozen.CASES.values() for function in covers}
    assert covered | set(frozen.BY_CHANCE) == public
    assert len(public) == 32
    assert {case["case"] for case in KEPT["cases"]} == set(frozen.CASES)


def test_frozen_vectors_are_never_written_again(tmp_path):
    written = vectors.freeze(tmp_path)
    before = written.read_bytes()
    with pytest.raises(FileExistsError):
        vectors.freeze(tmp_path)
    assert written.read_bytes() == before
    again = json.loads(before)
    same = [case for case in again["cases"] if case["case"] not in ("grant", "drop")]
    assert same == [case for case in KEPT["cases"] if case["case"] not in ("grant", "drop")]
    assert len(same) == 16
