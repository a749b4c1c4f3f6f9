"""The stage with real models: the starter base as F16 and base, the shipped brain as the deployed quantization."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from companion.errors import TrainingError
from tests.trainer.evaluation import workshop
from tests.trainer.teachers.loopback import Said, server
from trainer import catalog
from trainer.evaluation import card_html, card_md
from trainer.evaluation.judging import AXES
from trainer.stage import Context, GateFailed
from trainer.stages import evaluate

LOOSE = {"json_valid_free": 0.7, "emotion": 0.2, "style": 0.5, "identity": 0.5, "language": 0.8, "leak": 0.05}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workshop.base_gguf(tmp_path_factory.mktemp("base"))


class Made:
    """A whole evaluation, done once for the tests that only read it."""

    def __init__(self, folder: Path, base: Path) -> None:
        self.steps: list[tuple[int, int, str]] = []
        self.events: list[dict[str, object]] = []
        feedback = folder / "snow_white" / "feedback"
        feedback.mkdir(parents=True)
        (feedback / "a.jsonl").write_text('{"satisfied": true}\n' * 9 + '{"vote": "down"}\n', encoding="utf-8")
        ctx = workshop.fill(folder, base, workshop.recipe(gates=LOOSE))
        self.ctx = replace(ctx, tell=lambda *step: self.steps.append(step), event=self.events.append)
        self.counts = evaluate.run(self.ctx)
        self.card: dict[str, Any] = json.loads((self.ctx.out / "card.json").read_text(encoding="utf-8"))
        self.part: dict[str, Any] = self.card["variants"]["main"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, base: Path) -> Iterator[Made]:
    yield Made(tmp_path_factory.mktemp("made"), base)


def test_the_contract_of_a_stage() -> None:
    stage = catalog.load("evaluate")
    assert stage.heavy and {"verify", "quantize", "prepare"} <= set(stage.needs)
    json.dumps(stage.options(workshop.recipe()))


def test_every_figure_is_there_with_an_interval(made: Made) -> None:
    """M9, B3, B4, B5, F13: in the app's way and with nothing fed, on seen, held-out and odd questions."""
    overall = made.part["overall"]
    names = "json_valid json_valid_free emotion emotion_f1 style level identity identity_bare leak language stop brief "
    names += (
        "asks characters intensity_spearman distinct_1 distinct_2 self_bleu repetition_4 self_name keyword context "
    )
    names += "unknown_admitted unsafe_declined perplexity perplexity_general tokens_per_second marker:ko:존댓말"
    for name in names.split():
        assert overall[name]["value"] is not None and overall[name]["n"] > 0, name
    assert overall["json_valid"]["value"] == 1.0
    assert overall["perplexity"]["value"] < 20 < overall["perplexity_general"]["value"]
    for record in overall.values():
        assert record["low"] is None or record["low"] <= record["value"] <= record["high"]
    assert set(made.part["groups"]) == {"seen", "held_out", "feelings", "odd", "identity", "identity_bare"}


def test_each_language_and_kind_has_its_slice(made: Made) -> None:
    """M8, E13: what is Korean only shows here."""
    assert set(made.part["languages"]) == {"ko", "en"}
    assert {"dialogue", "identity: accused"} <= set(made.part["kinds"])


def test_base_and_quantizations_stand_beside_her(made: Made) -> None:
    """L8, F13: the base is asked the very same; a quantization is compared answer by answer."""
    base = made.part["base"]
    assert base["overall"]["perplexity"]["value"] == pytest.approx(made.part["overall"]["perplexity"]["value"], rel=0.2)
    assert abs(base["forgetting"]["value"]) < 0.2
    full, deployed = made.part["quants"]
    assert (full["name"], deployed["name"]) == ("f16", "q8_0")
    assert full["bytes"] > deployed["bytes"] and deployed["same"]["value"] > 0.5
    assert abs(deployed["drop"]["value"]) < 0.05


def test_votes_of_people_count(made: Made) -> None:
    """M9, M10."""
    assert made.card["feedback"]["value"] == 0.9 and made.card["feedback"]["n"] == 10
    files = list(evaluate.sources(made.ctx))
    assert [path.name for path in files] == ["a.jsonl"]


def test_the_card_lies_in_the_report_folder_and_the_gates_passed(made: Made) -> None:
    assert made.card["passed"] is True and made.card["id"] == "snow_white"
    assert {row["name"] for row in made.card["gates"]} >= {"json_valid", "identity", "leak", "quant_drop"}
    for name in ("card.json", "card.md", "card.html"):
        assert (made.ctx.workspace.report / name).read_bytes() == (made.ctx.out / name).read_bytes()
    assert not list(made.ctx.workspace.report.glob("*.part"))
    assert made.events == [{"card": str(made.ctx.workspace.report / "card.html"), "passed": True}]
    assert made.counts["passed"] == made.counts["gates"]


def test_progress_goes_from_one_to_all(made: Made) -> None:
    total = made.steps[0][1]
    assert [done for done, _, _ in made.steps] == list(range(1, total + 1))
    assert {note.partition(",")[0] for _, _, note in made.steps} == {"q8_0", "f16", "base"}


def test_there_is_enough_to_read(made: Made) -> None:
    samples = made.part["samples"]
    assert len(samples) >= 80
    assert {row["group"] for row in samples} == {"seen", "held_out", "feelings", "odd", "identity", "identity_bare"}
    assert {"question", "text", "emotion", "intensity", "faults"} <= set(samples[0])


class Tags(HTMLParser):
    """Collects tags, and whether each is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.outside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.outside += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_else(made: Made) -> None:
    page = (made.ctx.out / "card.html").read_text(encoding="utf-8")
    tags = Tags(page)
    assert tags.open == [] and tags.outside == []
    assert tags.seen.isdisjoint({"script", "link", "img", "iframe"}) and "url(" not in page
    for words in ("백설공주", "She is ready", "Before and after the training", "Quantizations", "prefers-color-scheme"):
        assert words in page
    text = (made.ctx.out / "card.md").read_text(encoding="utf-8")
    for words in ("# Report card: 백설공주", "## Limits", "## By language", "## Quantizations", "## Samples"):
        assert words in text
    widths = {line.count("|") - line.count("\\|") for line in text.splitlines() if line.startswith("| ✓")}
    assert len(widths) == 1


def test_whatever_is_said_stays_words(made: Made) -> None:
    card = json.loads(json.dumps(made.card))
    evil = "<script>alert('x')</script> | `a` \ud800 *b*\nnext"
    part = card["variants"]["main"]
    part["samples"][0].update(question=evil, text=evil, kind=evil, faults=[evil])
    part["base"]["answers"][part["samples"][0]["id"]] = {"text": evil, "emotion": "joy"}
    card["names"]["ko"] = evil
    card["gates"][0].update(mend=evil, passed=False, basis=evil)
    card["variants"] = {"<b>": part, "O": part}
    page = card_html.render(card)
    page.encode("utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page and Tags(page).open == []
    rows = [line for line in card_md.render(card).splitlines() if "alert" in line and line.startswith("|")]
    assert rows and all("<script" not in re.sub(r"\\.", "", line) for line in rows)


def test_what_was_answered_is_not_asked_again(tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that was stopped goes on; the same models under the same seed answer nothing twice."""
    small = {"samples": 4, "probes": 6, "base": False, "perplexity": False}
    ctx = workshop.fill(tmp_path, base, workshop.recipe(gates=LOOSE, evaluate=small))
    steps = 0

    def stop(done: int, total: int, note: str) -> None:
        nonlocal steps
        steps = done
        if done == 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate.run(replace(ctx, tell=stop))
    written = {path: path.read_bytes() for path in (ctx.out / "answers").glob("*.jsonl")}
    assert steps == 60 and sum(data.count(b"\n") for data in written.values()) == 60
    evaluate.run(ctx)
    first = {path: path.read_bytes() for path in (ctx.out / "answers").glob("*.jsonl")}
    assert all(first[path].startswith(data) for path, data in written.items())
    card = json.loads((ctx.out / "card.json").read_text(encoding="utf-8"))
    monkeypatch.setattr("trainer.evaluation.speaker.Speaker.reply", None)
    monkeypatch.setattr("trainer.evaluation.speaker.Speaker.free", None)
    evaluate.run(ctx)
    again = json.loads((ctx.out / "card.json").read_text(encoding="utf-8"))
    assert {**card, "made": ""} == {**again, "made": ""}


def test_gates_that_fail_end_the_stage_after_the_card(tmp_path: Path, base: Path) -> None:
    small = {"samples": 4, "probes": 6, "base": False, "quants": False, "perplexity": False}
    ctx = workshop.fill(tmp_path, base, workshop.recipe(gates={"emotion": 1.0, "style": 1.0}, evaluate=small))
    with pytest.raises(GateFailed, match="emotion") as caught:
        evaluate.run(ctx)
    assert any(row.name == "emotion" and row.limit == ">= 100 %" and row.mend for row in caught.value.rows)
    card = json.loads((ctx.workspace.report / "card.json").read_text(encoding="utf-8"))
    assert card["passed"] is False
    assert "Not yet" in (ctx.workspace.report / "card.html").read_text(encoding="utf-8")


def test_a_judge_has_its_say(tmp_path: Path, base: Path) -> None:
    """§2.8 and swapped orders, over HTTP, in the card."""
    answer = json.dumps({"question": "어떻게 지내요?", "reason": "r", "score": 5, "winner": "tie"})
    with server(lambda number, body: Said(content=answer)) as log:
        small = {"samples": 4, "probes": 4, "quants": False, "perplexity": False,
                 "judge": {"url": log.url, "model": "strict"}}  # fmt: skip
        ctx = workshop.fill(tmp_path, base, workshop.recipe(gates=LOOSE, evaluate=small))
        evaluate.run(ctx)
        asked = len(log.bodies)
        evaluate.run(ctx)
    judge = json.loads((ctx.out / "card.json").read_text(encoding="utf-8"))["variants"]["main"]["judge"]
    assert set(judge["axes"]) == set(judge["interview"]) == set(AXES)
    assert judge["axes"]["memory"]["n"] == 16 and judge["interview"]["stability"]["n"] == 5
    assert judge["pairwise"]["value"] == 0.5 and judge["failures"] == []
    assert asked == 16 * 5 + 25 + 25 + 2 * 16 == len(log.bodies)
    page = (ctx.out / "card.html").read_text(encoding="utf-8")
    assert "Judged by a model" in page and "Preferred to the base" in page
    assert "Judged by a model" in (ctx.out / "card.md").read_text(encoding="utf-8")


def test_a_damaged_model_a_torn_row_and_a_bad_vote_are_named(tmp_path: Path, base: Path) -> None:
    ctx = workshop.fill(tmp_path, base, workshop.recipe(evaluate={"samples": 2, "probes": 2, "base": False}))
    model = ctx.of("quantize") / "main" / "model-q8_0.gguf"
    model.unlink()
    model.write_bytes(workshop.BRAIN.read_bytes()[:100_000])
    with pytest.raises(TrainingError, match="can't be loaded"):
        evaluate.run(ctx)
    votes = ctx.workspace.folder / "feedback" / "v.jsonl"
    votes.parent.mkdir()
    votes.write_text("good\n", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"v\.jsonl, line 1"):
        evaluate.run(ctx)
    votes.unlink()
    (ctx.of("prepare") / "rows" / "test.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"test\.jsonl, line 1"):
        evaluate.run(ctx)


def test_a_base_without_a_gguf_is_converted_for_this_time(tmp_path: Path, base: Path) -> None:
    small = {"samples": 2, "probes": 2, "quants": False, "perplexity": False}
    ctx: Context = workshop.fill(tmp_path, base, workshop.recipe(gates=LOOSE, evaluate=small))
    (ctx.of("convert") / "base" / "model-f16.gguf").unlink()
    evaluate.run(ctx)
    assert "base" in json.loads((ctx.out / "card.json").read_text(encoding="utf-8"))["variants"]["main"]
    assert not list(ctx.out.glob("*.gguf*"))


def test_every_variant_has_its_part_and_its_gates(tmp_path: Path, base: Path) -> None:
    """B2: adapters A and O on one base; rows of a variant are asked of it alone."""
    found = workshop.some_rows()
    mine = [row.model_copy(update={"variant": "A" if number % 4 < 2 else "O"}) for number, row in enumerate(found)]
    small = {"samples": 24, "probes": 2, "quants": False, "perplexity": False}
    made = workshop.recipe(gates={**LOOSE, "emotion": 1.0}, evaluate=small, variants={"A": "kind", "O": "lively"})
    ctx = workshop.fill(tmp_path, base, made, mine)
    with pytest.raises(GateFailed, match="A: emotion") as caught:
        evaluate.run(ctx)
    assert {row.name for row in caught.value.rows} >= {"A: emotion", "O: emotion"}
    card = json.loads((ctx.out / "card.json").read_text(encoding="utf-8"))
    assert set(card["variants"]) == {"A", "O"} and {row["variant"] for row in card["gates"]} == {"A", "O"}
    for part in card["variants"].values():
        assert part["groups"]["seen"]["emotion"]["n"] == 6
    page = (ctx.out / "card.html").read_text(encoding="utf-8")
    assert "<h3>A</h3>" in page and Tags(page).open == []


def test_a_script_is_judged_by_its_scenes(tmp_path: Path, base: Path) -> None:
    """L9: nobody asks a script who it is."""
    found = [row.model_copy(update={"kind": "script"}) for row in workshop.some_rows()]
    small = {"samples": 6, "quants": False, "base": False, "perplexity": False}
    made = workshop.recipe(task="script", gates={"language": 0.3, "stop": 0.5}, evaluate=small)
    ctx = workshop.fill(tmp_path, base, made, found)
    evaluate.run(ctx)
    card = json.loads((ctx.out / "card.json").read_text(encoding="utf-8"))
    part = card["variants"]["main"]
    assert set(part["groups"]) == {"seen", "held_out"} and part["overall"]["emotion_words"]["n"] == 12
    assert {row["name"] for row in card["gates"]} == {"leak", "language", "stop"}
    assert part["confusion"] == {} and "emotion" not in part["overall"] and "json_valid_free" not in part["overall"]


def test_the_plan_counts_replies(tmp_path: Path, base: Path) -> None:
    ctx = workshop.fill(tmp_path, base, workshop.recipe())
    estimate = evaluate.plan(ctx)
    alone = evaluate.plan(replace(ctx, recipe=workshop.recipe(evaluate={"samples": 8, "base": False, "quants": False})))
    assert int(estimate.counts["replies"]) > int(alone.counts["replies"]) > 100
    assert estimate.seconds > 0 and estimate.basis and not (ctx.out / "card.json").exists()
