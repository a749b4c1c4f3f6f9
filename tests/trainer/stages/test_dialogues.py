"""Stages scenes and dialogues: with a server on this machine, without a model, killed, resumed, planned."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from companion import paths
from companion.errors import TrainingError
from companion.persona.character import find_character
from tests.trainer.teachers.loopback import REFUSAL, Said, server
from trainer import rows
from trainer.recipe import Recipe
from trainer.rows import Line, Passage, Row, Scene, Utterance
from trainer.stage import Context
from trainer.stages import dialogues, scenes
from trainer.workspace import Workspace

ROOT = Path(__file__).resolve().parents[3]
SMALL = {
    "scenes": 6,
    "scenes_per_request": 4,
    "dialogues_per_scene": 2,
    "qa": 6,
    "identity": 12,
    "protective": 6,
    "general": 6,
    "variations": 1,
}
SEEDS = """
language: ko
dialogues:
  - - 안녕 | 반가워
    - [smile .6 어서 와!, joy .5 왔구나!]
  - - 심심해
    - excited .8 폭발 하나 볼래?
    - 응 | 좋아
    - joy .9 쾅! 하하하!
"""


def recipe(url: str = "", **own: Any) -> Recipe:
    """own: dotted keys with __ for the dot."""
    data: dict[str, Any] = {"data": dict(SMALL), "teacher": {"engine": "seed_dialogues"}}
    if url:
        data["teacher"] = {"engine": "openai_compatible", "url": url, "model": "m", "workers": 8}
    for key, value in own.items():
        place: Any = data
        *path, last = key.split("__")
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return Recipe.model_validate(data)


def context(folder: Path, of: Recipe, stage: str, who: str = "ruby", events: list[Any] | None = None) -> Context:
    workspace = Workspace(folder)
    out = workspace.stage(stage)
    out.mkdir(parents=True, exist_ok=True)
    event = events.append if events is not None else lambda record: None
    return Context(workspace, of, find_character(who), out, lambda done, total, note: None, event)


def both(folder: Path, of: Recipe, who: str = "ruby") -> tuple[dict[str, Any], list[Scene], list[Row]]:
    scenes.run(context(folder, of, "scenes", who))
    counts = dialogues.run(context(folder, of, "dialogues", who))
    read = rows.read(folder / "stages" / "scenes" / "scenes.jsonl", Scene)
    return counts, list(read), list(rows.read(folder / "stages" / "dialogues" / "rows.jsonl", Row))


def seeded(folder: Path) -> Path:
    (folder / "dialogues").mkdir(parents=True)
    (folder / "dialogues" / "ko.yaml").write_text(SEEDS, encoding="utf-8")
    return folder


def clean(folder: Path, passages: int = 0, lines: int = 0) -> None:
    out = folder / "stages" / "clean"
    text = "루비는 언덕 위 탑에서 지팡이를 들었다. 하늘이 붉게 물들고 종소리가 멀리 퍼졌다."
    of = [Passage(id=f"p{n}", source="tale.txt", language="ko", text=f"{text} {n}") for n in range(passages)]
    rows.write(out / "passages.jsonl", of)
    read = [
        Line(id=f"l{n}", source="tale.txt", language="ko", speaker="루비", text=f"불꽃은 {n}번 터져야 제맛이지!")
        for n in range(lines)
    ]
    before = (Utterance(speaker="카즈마", text="그만해"),)
    rows.write(
        out / "lines.jsonl",
        [*read, Line(id="answered", source="t", language="ko", before=before, speaker="루비", text="싫어!")],
    )


def test_a_teacher_makes_all_kinds_in_exactly_the_planned_numbers(tmp_path: Path) -> None:
    """M2, E4, F1: scenes, dialogues, Q&A, identity, protective and general rows, in both languages."""
    seeded(tmp_path)
    events: list[Any] = []
    with server() as log:
        of = recipe(log.url)
        planned = scenes.plan(context(tmp_path, of, "scenes")).counts
        counts, made_scenes, made = both(tmp_path, of)
        again = dialogues.plan(context(tmp_path, of, "dialogues"))
        before = len(log.bodies)
        assert dialogues.run(context(tmp_path, of, "dialogues", events=events))["rows"] == len(made)
    assert planned["scenes"] == len(made_scenes) == 12
    assert counts["missing"] == 0 and counts["failed"] == 0
    taught = [row for row in made if row.source == "teacher:m"]
    assert Counter((row.kind, row.language) for row in taught) == {
        (kind, language): count
        for language in ("ko", "en")
        for kind, count in (("dialogue", 12), ("qa", 6), ("identity", 12), ("protective", 6), ("general", 6))
    }
    assert again.counts["rows"] == len(made) and "as measured here" in again.basis
    assert len(log.bodies) == before and events[-1]["teacher"]["reused"] == events[-1]["teacher"]["requests"]
    assert {row.source for row in made} == {"seed", "teacher:m"}
    assert len({row.id for row in made}) == len(made)
    assert all(2 <= len(row.exchanges) <= 5 for row in taught if row.kind == "dialogue")
    assert {row.stage for row in taught if row.kind == "general"} == {1}
    assert {row.scene for row in taught if row.kind == "dialogue"} == {scene.id for scene in made_scenes}


def test_others_speak_before_the_dialogue(tmp_path: Path) -> None:
    """M7: what others say becomes background, never her words."""
    with server() as log:
        _, _, made = both(tmp_path, recipe(log.url))
    heard = [row for row in made if row.background]
    assert heard and {line.speaker for row in heard for line in row.background} <= {"카즈마", "Kazuma"}


def test_identity_questions_are_ours_and_adversarial(tmp_path: Path) -> None:
    """F13: the teacher writes answers to questions that are known to matter."""
    with server() as log:
        _, _, made = both(tmp_path, recipe(log.url, data__identity=60))
    asked = " ".join(row.exchanges[0].user for row in made if row.kind == "identity").casefold()
    assert len([row for row in made if row.kind == "identity"]) == 120
    assert "qwen" in asked and "시스템 프롬프트" in asked and "who are you" in asked


def test_counted_topics_are_made_exactly(tmp_path: Path) -> None:
    """E4: 7 + 3 conversations a language, whatever the number of scenes; stage 1 for the topic that says so."""
    Workspace(tmp_path).topics_file.write_text("폭발: 7\n인사: {count: 3, stage: 1}\n", encoding="utf-8")
    with server() as log:
        of = recipe(log.url, data__dialogues_per_scene=4)
        plan = dialogues.plan(context(tmp_path, of, "dialogues"))
        _, made_scenes, made = both(tmp_path, of)
    talks = [row for row in made if row.kind == "dialogue"]
    assert plan.counts["dialogues"] == len(talks) == 20
    assert Counter((row.topic, row.stage) for row in talks) == {("폭발", 2): 14, ("인사", 1): 6}
    assert len(made_scenes) == 2 * (2 + 1)


def test_raised_counts_ask_for_what_is_missing_only(tmp_path: Path) -> None:
    """E4: dialogues that are there are not asked for again when more are wanted."""
    with server() as log:
        both(tmp_path, recipe(log.url))
        before = len(log.bodies)
        more = recipe(log.url, data__dialogues_per_scene=3)
        scenes.run(context(tmp_path, more, "scenes"))
        assert len(log.bodies) == before
        dialogues.run(context(tmp_path, more, "dialogues"))
    assert len(log.bodies) - before == 12


def test_passages_and_lines_of_the_sources(tmp_path: Path) -> None:
    """F12: scenes out of a novel's paragraphs; M1: her lines get what was said before, where the source is silent."""
    clean(tmp_path, passages=5, lines=13)
    with server() as log:
        _, made_scenes, made = both(tmp_path, recipe(log.url))
        asked = log.asked()
    read = [scene for scene in made_scenes if scene.topic == "tale.txt"]
    assert len(read) == 3 and len([scene for scene in made_scenes if scene.language == "ko"]) == 6
    assert any("종소리가 멀리 퍼졌다. 0" in text for text in asked)
    led = [row for row in made if row.id.startswith("lead-in/")]
    assert len(led) == 12 and "lead-in/answered" not in {row.id for row in led}
    assert all(row.exchanges[0].text.startswith("불꽃은") and row.exchanges[0].user for row in led)


def test_scenes_are_asked_in_small_lists_that_know_the_others(tmp_path: Path) -> None:
    """§3b: at most so many a request, those that are there are named, missing ones are asked again."""

    def behave(number: int, body: dict[str, Any]) -> Said:
        schema = body["response_format"]["json_schema"]["schema"]["properties"]
        if "scenes" in schema and schema["scenes"]["maxItems"] > 1:
            schema["scenes"]["maxItems"] -= 1  # this teacher always gives one too few
        return Said()

    Workspace(tmp_path).topics_file.write_text("폭발: 18\n", encoding="utf-8")
    with server(behave) as log:
        counts = scenes.run(context(tmp_path, recipe(log.url), "scenes", "ruby"))
        asked = [text for text in log.asked() if "장면을 정확히" in text]
    assert counts["scenes"] == 18 and counts["missing"] == 0
    wanted = [int(found.group(1)) for text in asked if (found := re.search(r"정확히 (\d+)개", text))]
    assert max(wanted) == 4 and len(wanted) == 4
    assert "겹치지 않게" not in asked[0] and "겹치지 않게" in asked[1]


def test_a_server_that_fails_breaks_stalls_and_refuses_gives_the_same_rows(tmp_path: Path) -> None:
    """E3: what a bad server costs is time, never data."""
    bad = iter(
        [
            Said(status=500),
            Said(status=503),
            Said(content='{"scenes": [{"place'),
            Said(content=REFUSAL),
            Said(stall=True),
            Said(status=429, headers={"retry-after": "0"}),
            Said(status=0),
        ]
        * 2
    )
    with server(lambda number, body: (next(bad, None) if number % 3 == 0 else None) or Said()) as log:
        counts, made_scenes, made = both(tmp_path, recipe(log.url, teacher__timeout=0.5))
    assert next(bad, None) is None
    assert counts["missing"] == 0 and len(made_scenes) == 12
    assert len([row for row in made if row.kind == "identity"]) == 24


def test_a_teacher_of_whom_nothing_is_usable_is_told(tmp_path: Path) -> None:
    with server(lambda number, body: Said(content=REFUSAL)) as log:
        with pytest.raises(TrainingError, match="Nothing that the teacher m answered was usable") as caught:
            scenes.run(context(tmp_path, recipe(log.url, teacher__retries=0, teacher__stop_after=999), "scenes"))
    assert "dead.jsonl" in caught.value.hint
    assert not (tmp_path / "stages" / "scenes" / "scenes.jsonl").exists()


def test_scripts_instead_of_dialogues(tmp_path: Path) -> None:
    """L9: task script; the feeling stands in what is asked for."""
    with server() as log:
        _, made_scenes, made = both(tmp_path, recipe(log.url, task="script"))
    scripts = [row for row in made if row.kind == "script"]
    assert len(scripts) == 24 and {scene.kind for scene in made_scenes} == {"script"}
    assert all("대본을 써 줘" in row.exchanges[0].user for row in scripts if row.language == "ko")


def test_each_variant_gets_its_own_dialogues(tmp_path: Path) -> None:
    """B2: one base, several adapters: what differs is told to the teacher."""
    with server() as log:
        of = recipe(log.url, variants={"A": "차분하고 다정하다", "O": "활기차다"})
        _, _, made = both(tmp_path, of)
        asked = log.asked()
    counts = Counter((row.kind, row.variant) for row in made if row.source.startswith("teacher"))
    assert counts["dialogue", "A"] == counts["dialogue", "O"] == 24
    assert counts["identity", ""] == 24 and counts["identity", "A"] == 0
    assert any("활기차다" in text for text in asked)


def test_without_a_model_nothing_is_asked(tmp_path: Path) -> None:
    seeded(tmp_path)
    of = recipe()
    plan = dialogues.plan(context(tmp_path, of, "dialogues"))
    counts, made_scenes, made = both(tmp_path, of)
    assert counts["rows"] == len(made) == plan.counts["rows"] and plan.tokens == 0
    assert {row.source for row in made} == {"seed"}
    assert {scene.id for scene in made_scenes} <= {row.scene for row in made}
    assert {row.kind for row in made} == {"dialogue", "qa", "identity", "protective", "general"}
    assert made == both(tmp_path, of)[2]


def test_nothing_to_make_rows_of_is_told(tmp_path: Path) -> None:
    none = dict.fromkeys(("qa", "identity", "protective", "general"), 0)
    of = Recipe.model_validate({"data": none})
    with pytest.raises(TrainingError, match="nothing to make rows of") as caught:
        dialogues.run(context(tmp_path, of, "dialogues"))
    assert "dialogues" in caught.value.hint


def test_a_plan_changes_nothing_and_counts_hours_and_money(tmp_path: Path) -> None:
    """F12: 20,000 conversations a language by a teacher of 8 s a request, before anything is asked."""
    of = recipe("http://127.0.0.1:1/v1", data__scenes=800, data__dialogues_per_scene=25, teacher__workers=32)
    of = of.model_copy(update={"teacher": of.teacher.model_copy(update={"price_in": 1.0, "price_out": 2.0})})
    plan = dialogues.plan(context(tmp_path, of, "dialogues"))
    assert plan.counts["dialogues"] == 40_000
    assert plan.seconds == pytest.approx(plan.counts["requests"] * 8 / 32)  # type: ignore[operator]
    assert plan.tokens > 40_000 * 500 and plan.money > plan.tokens / 1e6
    assert "8 s a request assumed, 32 at a time" in plan.basis
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


_CHILD = """
import sys
from pathlib import Path
from tests.trainer.stages.test_dialogues import both, recipe
both(Path(sys.argv[2]), recipe(sys.argv[1]))
"""


def test_killed_and_resumed_it_has_the_same_rows_and_asked_nothing_twice(tmp_path: Path) -> None:
    """F1: kill -9 in the middle; the server's answers depend on the question only, so that runs can be compared."""

    def behave(number: int, body: dict[str, Any]) -> Said:
        return Said(content=_by_question(body), delay=0.03)

    with server(behave) as log:
        _, _, whole = both(tmp_path / "whole", recipe(log.url))
        asked = len(log.bodies)
        child = subprocess.Popen([sys.executable, "-c", _CHILD, log.url, str(tmp_path / "torn")], cwd=ROOT)
        until = time.monotonic() + 100
        while len(log.bodies) < asked * 1.6 and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait(10) == -signal.SIGKILL
        answered = _answered(tmp_path / "torn")
        before = len(log.bodies)
        _, _, resumed = both(tmp_path / "torn", recipe(log.url))
        rest = log.bodies[before:]
    assert 0.3 * asked < len(answered) < asked
    assert resumed == whole
    assert len(rest) == asked - len(answered)


def _by_question(body: dict[str, Any]) -> str:
    from tests.trainer.teachers.loopback import good

    return good(int.from_bytes(json.dumps(body["messages"]).encode()[-2000:][:997][:500], "little") % 10**9, body)


def _answered(folder: Path) -> set[str]:
    from trainer.teachers import answers

    return {line.prompt_hash for path in folder.rglob("raw/*.jsonl") for line in answers.read(path) if not line.error}


@contextmanager
def llama_server() -> Iterator[str]:
    """llama_cpp.server with the starter brain, a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    brain = paths.assets() / "starter" / "brain" / "starter-q8_0.gguf"
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(brain), "--port", str(port), "--n_ctx", "2048"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/v1"
    try:
        until = time.monotonic() + 100
        while True:
            try:
                urllib.request.urlopen(f"{url}/models", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert child.poll() is None and time.monotonic() < until
                time.sleep(0.2)
        yield url
    finally:
        child.terminate()
        child.wait(20)


@pytest.mark.slow
def test_a_real_server_and_a_model_in_process(tmp_path: Path) -> None:
    """The starter brain is no storyteller: what counts is that whatever it says ends as a row or as a dead letter."""
    own = {"scenes": 0, "qa": 0, "identity": 2, "protective": 0, "general": 0}
    short = {"teacher__max_tokens": 300, "teacher__retries": 0, "teacher__workers": 2, "teacher__stop_after": 3}
    seeded(tmp_path)
    with llama_server() as url:
        of = recipe(url, **short)
        _run_real(tmp_path, of.model_copy(update={"data": of.data.model_copy(update=own)}))
    of = recipe(
        "x", **{**short, "teacher__engine": "llama_cpp", "teacher__model": "assets/starter/brain/starter-q8_0.gguf"}
    )
    _run_real(tmp_path, of.model_copy(update={"data": of.data.model_copy(update=own)}))


def _run_real(folder: Path, of: Recipe) -> None:
    out = folder / "stages" / "dialogues"
    rows.write(folder / "stages" / "scenes" / "scenes.jsonl", [])
    try:
        counts = dialogues.run(context(folder, of, "dialogues"))
    except TrainingError as error:
        assert error.code == "teacher-unusable"  # it answered, and nothing of it was good enough
    else:
        assert counts.get("identity", 0) == 4 - counts["missing"]  # type: ignore[operator]
    lines = [json.loads(line) for line in (out / "raw" / "identity.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines and all(line["text"] and line["error"] != "server" for line in lines if line["error"] != "cut")
