"""The benchmark's own parts on a tiny size: what is made up, fetched, counted and told."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("bench", ROOT / "tools" / "bench.py")
bench = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bench)

from benchmarks import clone, fetching, measuring, readers, samples, serving, stages  # noqa: E402
from benchmarks.figures import Figure, Goal  # noqa: E402


@pytest.fixture(scope="module")
def chat(tmp_path_factory):
    path = tmp_path_factory.mktemp("bench") / "chat.txt"
    samples.write_talk(path, 400, seed=7)
    return path


def read_by(name, chat):
    back = chat.with_name("back.json")
    done = measuring.ran((sys.executable, "-P", ROOT / "benchmarks" / "readers.py", name, chat, back))
    assert not done.trouble
    return json.loads(done.out), json.loads(back.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["floor", "toward"])
def test_a_reader_gives_back_every_text_as_it_was_made_up(name, chat):
    said, texts = read_by(name, chat)
    assert said["messages"] == 400
    assert texts == json.loads(chat.with_suffix(".json").read_text(encoding="utf-8"))


def test_the_made_up_talk_is_a_third_chinese_and_spans_lines_and_depends_on_its_seed_alone():
    texts = [text for _, _, text in samples.talk(7, 4000)]
    assert texts == [text for _, _, text in samples.talk(7, 4000)] != [text for _, _, text in samples.talk(8, 4000)]
    assert 0.30 < sum(any("一" <= sign <= "鿿" for sign in text) for text in texts) / 4000 < 0.41
    assert 0.04 < sum("\n" in text for text in texts) / 4000 < 0.06
    assert any("\n\n" in text for text in texts)


def test_the_floor_counts_no_line_of_a_message_as_another_message(tmp_path):
    text = "01/02/2024, 10:00 - A: one\n\n12:30 - not a header\n01/02/2024, 10:01 - B: two\n"
    found = [match.groups() for match in readers.FLOOR.finditer(text)]
    assert [each[-1] for each in found] == ["one\n\n12:30 - not a header", "two"]


def test_a_couple_of_any_length_is_written_in_both_languages(tmp_path):
    samples.write_couple(tmp_path / "couple.txt", 3000, seed=7)
    text = (tmp_path / "couple.txt").read_text(encoding="utf-8")
    assert sum(1 for _ in readers.FLOOR.finditer(text)) == 3000
    assert any("一" <= sign <= "鿿" for sign in text)


def test_processor_time_of_a_child_is_counted_and_its_complaint_told_without_folders():
    busy = measuring.ran((sys.executable, "-c", "print(sum(range(3_000_000)))"))
    idle = measuring.ran((sys.executable, "-c", "pass"))
    assert (busy.out.strip(), busy.trouble) == ("4499998500000", "")
    assert busy.cpu > idle.cpu > 0
    failed = measuring.ran((sys.executable, "-c", "open('/no/such/place/file')"))
    assert "…/file" in failed.trouble
    assert "/no/such" not in failed.trouble


@pytest.mark.skipif(sys.platform != "linux", reason="reads another process' clock as Linux numbers it")
def test_processor_time_of_a_running_process_grows_only_while_it_works():
    with subprocess.Popen([sys.executable, "-c", "sum(range(3_000_000)); print(1, flush=True); input()"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # fmt: skip
        child.stdout.readline()
        worked = measuring.cpu_of(child.pid)
        assert 0 < worked < 5
        child.communicate(b"\n")


def test_contenders_take_turns_and_a_failing_one_is_not_run_again(tmp_path):
    note = tmp_path / "runs"
    mark = f"open({str(note)!r}, 'a').write({{!r}})"
    both = (
        measuring.Contender("good", (sys.executable, "-c", mark.format("g"))),
        measuring.Contender("bad", (sys.executable, "-c", f"{mark.format('b')}; raise SystemExit('no')")),
    )
    runs = measuring.in_turns(both, 3)
    assert note.read_text() == "gbggg"
    assert [one.trouble for one in runs["good"]] == ["", "", ""]
    assert [one.trouble for one in runs["bad"]] == ["no"]


def test_a_page_leads_to_its_styles_scripts_pictures_and_to_nothing_elsewhere():
    html = (
        '<link rel="stylesheet" href="/s/a.css"><link rel="manifest" href="/m.webmanifest"><a href="/other/">x</a>'
        '<script type="module" src="/s/b.js"></script><img src="pic.svg"><link rel="icon" href="https://else.example/i.svg">'
    )
    assert fetching.needs("/page/", "text/html", html) == [
        "/s/a.css", "/m.webmanifest", "/s/b.js", "/page/pic.svg",
    ]  # fmt: skip
    script = "import { a } from './c.js'; const b = await import('../d.js');"
    assert fetching.needs("/s/b.js", "text/javascript", script) == ["/s/c.js", "/d.js"]
    assert fetching.needs("/m.webmanifest", "application/manifest+json", '{"icons":[{"src":"/i.svg"}]}') == ["/i.svg"]


def test_what_a_server_sends_is_counted_once_and_as_sent(tmp_path):
    (tmp_path / "index.html").write_text('<link rel="stylesheet" href="a.css"><link rel="stylesheet" href="/a.css">')
    (tmp_path / "a.css").write_text("@import 'b.css';")
    (tmp_path / "b.css").write_text("i { color: red }")
    port = serving.free_port()
    command = (sys.executable, "-m", "http.server", str(port), "--bind", serving.HOST, "--directory", tmp_path)
    with serving.started(command, tmp_path, measuring.surroundings()) as process:
        serving.seconds_to_page(process, port, 10.0)
        got = fetching.page(serving.HOST, port)
    assert [(one.path, one.status, len(one.body)) for one in got] == [
        ("/", 200, 73),
        ("/a.css", 200, 16),
        ("/b.css", 200, 16),
    ]
    assert all(one.size > len(one.body) + 100 for one in got)
    assert process.returncode is not None


def test_a_server_that_ends_at_once_is_told_with_its_own_words(tmp_path):
    command = (sys.executable, "-c", "raise SystemExit('no room here')")
    with (
        pytest.raises(serving.NotServedError, match="no room here"),
        serving.started(command, tmp_path, measuring.surroundings()) as process,
    ):
        serving.seconds_to_page(process, serving.free_port(), 10.0)


def test_a_clone_without_a_way_to_run_it_is_said_to_have_none(tmp_path):
    assert clone.command(tmp_path, 8000) is None
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "run.py").touch()
    assert clone.command(tmp_path, 8000) == ("python3", "tools/run.py", "--port", "8000")


def test_a_timed_deed_gives_what_it_gave_and_its_time_goes_to_its_stage():
    took = dict.fromkeys(stages.STAGES, 0.0)
    assert stages.timed(lambda n: sum(range(n)), took, "cues")(1_000_000) == 499999500000
    assert took["cues"] > 0
    assert sum(took.values()) == took["cues"]


def test_the_page_says_what_was_missed_and_what_was_not_measured():
    goals = (Goal("a", 1.5, 1.0, " s"), Goal("b", 0.5, 1.0, " s"), Goal("c", None, 1.0, " s"))
    text = bench.page([Figure("One", "words", goals)], seed=7)
    rows = [line for line in text.splitlines() if line.startswith(("| a", "| b", "| c"))]
    assert rows[:3] == [
        "| a | 1.50 s | ≤ 1 s | **no** |", "| b | 0.500 s | ≤ 1 s | yes |", "| c | not measured | ≤ 1 s | **no** |",
    ]  # fmt: skip
    assert "seed 7" in text
    assert str(ROOT) not in text
