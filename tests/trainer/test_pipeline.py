"""The pipeline with small stages that run for real: order, skipping, what follows a change, and every way to fail."""

import json
from pathlib import Path

import pytest

from companion.errors import TrainingError
from tests.trainer.fake_run import calls, job, run, tell, tree, workspace
from trainer import manifest, pipeline
from trainer.stage import GateFailed
from trainer.state import Request, examine
from trainer.workspace import Workspace

ALL = ["alpha", "beta", "gamma", "train", "register"]


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace(tmp_path)


@pytest.fixture
def done(place: Workspace) -> Workspace:
    run(place)
    assert calls(place) == ALL
    return place


def test_all_stages_run_in_order_each_with_a_manifest(place: Workspace) -> None:
    """F1: one command makes every stage."""
    counts, seen = run(place)
    assert calls(place) == ALL == list(counts)
    assert seen.stages("stage_started") == ALL and seen.records[-1]["event"] == "run_finished"
    made = manifest.read(place.stage("alpha"))
    assert made is not None and made.counts == {"texts": 1} and made.seconds >= 0
    assert [output.path for output in made.outputs] == ["rows.jsonl"] and made.outputs[0].bytes == 16
    assert made.inputs.options == {"data": {"chunk_chars": 400, "exchanges": [2, 5]}}
    assert list(made.inputs.sources) == ["sources/a.txt"]


def test_the_unchanged_is_skipped(done: Workspace) -> None:
    counts, seen = run(done)
    assert calls(done) == [] and list(counts) == ALL and counts["gamma"]["steps"] == 4
    assert [record["reason"] for record in seen.of("stage_skipped")] == ["unchanged"] * 5


def test_a_changed_option_runs_that_stage_and_what_follows(done: Workspace) -> None:
    _, seen = run(done, train__patience=7)
    assert calls(done) == ["train"]  # its result is the same, so that `register` need not run
    assert seen.of("stage_started")[0]["reason"] == "train.patience is 7, was 0"


def test_a_changed_source_runs_until_results_are_equal_again(done: Workspace) -> None:
    (done.sources / "a.txt").write_text("once more", encoding="utf-8")
    _, seen = run(done)
    assert calls(done) == ["alpha", "beta", "train"]  # beta's result is the same: gamma need not run
    assert seen.of("stage_started")[0]["reason"] == "sources/a.txt changed"
    (done.sources / "b.txt").write_text("new", encoding="utf-8")
    assert run(done)[1].of("stage_started")[0]["reason"] == "sources/b.txt is new"
    (done.sources / "b.txt").unlink()
    assert run(done)[1].of("stage_started")[0]["reason"] == "sources/b.txt is gone"


def test_a_changed_character_runs_all_and_her_voice_only_what_hands_her_over(done: Workspace) -> None:
    file = done.character_file
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("voice: ko+f2", "voice: ko+f3"), encoding="utf-8")
    run(done)
    assert calls(done) == ["register"]
    file.write_text(text.replace("traits:\n  ko: [다정함", "traits:\n  ko: [새침함"), encoding="utf-8")
    _, seen = run(done)
    assert calls(done) == ALL and seen.of("stage_started")[0]["reason"] == "the character changed"


def test_paid_answers_survive_a_change(done: Workspace) -> None:
    """F2, E4: what was asked once is not asked again."""
    run(done, teacher__temperature=0.5)
    assert calls(done) == ["beta"]
    out = done.stage("beta")
    assert (out / "raw" / "answers.jsonl").read_text(encoding="utf-8") == "paid\npaid\n"
    assert (out / "cache" / "deep" / "answer").exists()
    made = manifest.read(out)
    assert made is not None and [output.path for output in made.outputs] == ["rows.jsonl"]


def test_a_gone_result_is_made_again(done: Workspace) -> None:
    (done.stage("gamma") / "step-2").unlink()
    assert examine(job(done))["gamma"].reason == "step-2 is gone"
    run(done)
    assert calls(done) == ["gamma"]


def test_a_result_that_was_touched_but_not_changed_is_left(done: Workspace) -> None:
    (done.stage("gamma") / "step-2").touch()
    run(done)
    assert calls(done) == []


def test_a_result_that_was_changed_and_is_no_rows_is_made_again(done: Workspace) -> None:
    (done.stage("gamma") / "step-2").write_text("cheated", encoding="utf-8")
    _, seen = run(done)
    assert calls(done) == ["gamma"] and seen.of("stage_started")[0]["reason"] == "step-2 was changed"


def test_rows_that_a_person_corrected_are_used_and_never_lost(done: Workspace) -> None:
    rows = done.stage("beta") / "rows.jsonl"
    rows.write_text("corrected", encoding="utf-8")
    _, seen = run(done)
    assert calls(done) == ["gamma"]
    assert "unchanged, with your rows.jsonl" in [record["reason"] for record in seen.of("stage_skipped")]
    run(done)
    assert calls(done) == []
    _, seen = run(done, Request(start="beta"))
    assert (done.folder / "edited" / "beta" / "rows.jsonl").read_text(encoding="utf-8") == "corrected"
    assert rows.read_text(encoding="utf-8") == "O" and len(seen.of("notice")) == 1


def test_from_makes_a_stage_and_all_after_it_again(done: Workspace) -> None:
    run(done, Request(start="gamma"))
    assert calls(done) == ["gamma", "train", "register"]
    run(done, Request(start="gamma", until="gamma"))
    assert calls(done) == ["gamma"]
    run(done)
    assert calls(done) == ["train", "register"]


def test_until_runs_what_is_needed_and_no_more(place: Workspace) -> None:
    run(place, Request(until="beta"))
    assert calls(place) == ["alpha", "beta"]


def test_only_runs_one_stage_from_what_is_there(done: Workspace) -> None:
    (done.sources / "a.txt").write_text("other", encoding="utf-8")
    run(done, Request(only="beta"), teacher__temperature=0.1)
    assert calls(done) == ["beta"]
    with pytest.raises(TrainingError) as caught:
        run(workspace(done.folder.parent / "elsewhere"), Request(only="beta"))
    assert caught.value.code == "stage-waits" and "after alpha" in caught.value.message


def test_what_the_recipe_does_not_need_is_skipped_with_its_reason(place: Workspace) -> None:
    _, seen = run(place, register__app=False)
    assert calls(place) == ALL[:-1]
    assert seen.of("stage_skipped")[0]["reason"] == "register.app is false"
    run(place, register__app=False)
    assert calls(place) == []
    run(place)
    assert calls(place) == ["register"]


@pytest.mark.parametrize("request_", [Request(only="betta"), Request(start="gama"), Request(until="trian")])
def test_an_unknown_stage_is_told(place: Workspace, request_: Request) -> None:
    with pytest.raises(TrainingError, match="did you mean"):
        run(place, request_)


def test_a_start_that_the_end_does_not_need(place: Workspace) -> None:
    with pytest.raises(TrainingError, match="not needed"):
        run(place, Request(start="train", until="beta"))


def test_one_variant_at_a_time_adds_up_to_all(place: Workspace) -> None:
    """B2: `--variant A` makes one adapter and leaves the others alone."""
    four = {"A": "다정", "B": "솔직", "O": "활기", "AB": "엉뚱"}
    run(place, Request(variants=("A",)), variants=four)
    assert sorted(path.name for path in place.stage("train").glob("*/")) == ["A"]
    made = manifest.read(place.stage("train"))
    assert made is not None and made.variants == ("A",)
    calls(place)
    run(place, Request(variants=("A",)), variants=four)
    assert calls(place) == []
    counts, _ = run(place, Request(variants=("O",)), variants=four)
    assert counts["train"] == {"new": 1} and calls(place) == ["train", "register"]
    counts, seen = run(place, variants=four)
    assert counts["train"] == {"new": 2}
    assert seen.of("stage_started")[0]["reason"] == "without variant AB, B so far"
    made = manifest.read(place.stage("train"))
    assert made is not None and made.variants == ()
    with pytest.raises(TrainingError, match="no variant 'C'"):
        run(place, Request(variants=("C",)), variants=four)


def test_a_failed_gate_keeps_what_was_before_it(place: Workspace) -> None:
    tell(place, "train", "gate")
    with pytest.raises(GateFailed) as caught:
        run(place)
    assert caught.value.rows[0].limit == ">= 0.90"
    assert calls(place) == ["alpha", "beta", "gamma", "train"]
    event = json.loads(place.progress.read_text(encoding="utf-8").splitlines()[-1])
    assert event["event"] == "run_failed" and event["gates"][0]["name"] == "style" and event["stage"] == "train"
    run(place)
    assert calls(place) == ["train", "register"]


def test_a_fault_of_the_program_is_told_without_what_people_wrote(place: Workspace) -> None:
    tell(place, "beta", "bug")
    with pytest.raises(TrainingError) as caught:
        run(place)
    assert "ValueError at orders.py:" in caught.value.message and "private" not in str(caught.value)
    for file in (place.progress, place.logs / "beta.log"):
        assert "ValueError" in file.read_text(encoding="utf-8") and "private" not in file.read_text(encoding="utf-8")


def test_a_damaged_manifest_is_set_aside_and_told(done: Workspace) -> None:
    file = done.stage("alpha") / "manifest.json"
    file.write_text('{"stage": "al', encoding="utf-8")
    assert examine(job(done))["alpha"].condition == "damaged"
    _, seen = run(done)
    assert "is damaged" in str(seen.of("notice")[0]["text"])
    assert (done.stage("alpha") / "manifest.broken.json").exists()
    assert calls(done) == ["alpha"]
    assert examine(job(done))["register"].condition == "done"


def test_outlook_changes_nothing(place: Workspace) -> None:
    before = tree(place.folder)
    states = pipeline.outlook(job(place))
    assert [state.condition for state in states.values()] == ["new", "waits", "waits", "waits", "waits"]
    assert tree(place.folder) == before
    run(place)
    before = tree(place.folder)
    states = pipeline.outlook(job(place, Request(start="train"), train__seed=5))
    assert {name: state.condition for name, state in states.items()} == {
        "alpha": "done", "beta": "done", "gamma": "changed", "train": "waits", "register": "waits",
    }  # fmt: skip
    states = pipeline.outlook(job(place, Request(start="train")))
    assert [state.reason for state in states.values()][-2:] == ["asked for"] * 2
    assert tree(place.folder) == before
