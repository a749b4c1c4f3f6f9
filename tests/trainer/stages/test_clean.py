"""Clean turns collected documents into passages and her lines, and counts what it took out."""

import json

from tests.trainer.stages.test_collect import context, put, workspace
from trainer.recipe import Recipe
from trainer.rows import Line, Passage, read
from trainer.stages import clean, collect
from trainer.workspace import Workspace

__all__ = ["workspace"]
SCRIPT = """#씬 1. 탑 / 낮
고델 : 머리를 내려라!
라푼젤 : 지금 내려요!
라푼젤 : 어서 오세요!
Fade out
#2
왕자 : 누구세요?
라푼젤 : ㄸ 오셨네요……
"""
NOVEL = (
    "라푼젤 이야기\n\n"
    + "옛날에 탑이 하나 있었다. " * 60
    + "\n\n“누구야?” 왕자가 물었다.\n\n“라푼젤이야.” 라푼젤이 대답했다.\n"
)


def made(place: Workspace, **data: int) -> tuple[list[Passage], list[Line], dict[str, object]]:
    collect.run(context(place, "collect"))
    clean.run(context(place, "clean", data=data))
    out = place.stage("clean")
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return list(read(out / "passages.jsonl", Passage)), list(read(out / "lines.jsonl", Line)), report


def test_l2_m1_m4_scripts_give_lines_with_scene_and_context(workspace: Workspace) -> None:
    """L2: markers out, kept as names. M1: "화자 : 대사" with context. M4: ㄸ -> 또, ellipses."""
    put(workspace, "script.txt", SCRIPT)
    _, lines, report = made(workspace)
    assert [(line.scene, line.text) for line in lines] == [
        ("탑 / 낮", "지금 내려요! 어서 오세요!"),
        ("2", "또 오셨네요…"),
    ]
    assert [[one.text for one in line.before] for line in lines] == [["머리를 내려라!"], ["누구세요?"]]
    assert report["left_out"] == {"scene-marker": 3}
    assert report["files"] == [{"file": "script.txt", "passages": 2, "lines": 2, "left_out": {"scene-marker": 3}}]


def test_m4_passages_are_of_bounded_length_and_no_sentence_is_cut(workspace: Workspace) -> None:
    put(workspace, "novel.txt", NOVEL)
    passages, lines, _ = made(workspace, chunk_chars=200)
    assert len(passages) > 3
    assert all(len(passage.text) <= 200 for passage in passages)
    assert all(passage.text.endswith((".", '"', "기")) for passage in passages)
    assert len({passage.id for passage in passages}) == len(passages)
    assert [line.text for line in lines] == ["라푼젤이야."]


def test_m1_the_recipe_says_how_many_lines_are_context(workspace: Workspace) -> None:
    talk = "왕자 : 하나.\n고델 : 둘.\n왕자 : 셋.\n고델 : 넷.\n라푼젤 : 다섯!\n"
    put(workspace, "script.txt", talk)
    for wanted in (0, 1, 3):
        _, (line,), _ = made(workspace, context_lines=wanted)
        assert len(line.before) == wanted
    assert clean.options(Recipe()) == {"chunk_chars": 1200, "context_lines": 3}


def test_the_report_counts_and_never_quotes(workspace: Workspace) -> None:
    put(workspace, "script.txt", SCRIPT + "왕자 : 뭐라고?\n라푼젤 : こんにちは、元気ですか。\n")
    _, _, report = made(workspace)
    text = json.dumps(report, ensure_ascii=False)
    assert report["left_out"]["line-language"] == 1  # type: ignore[index]
    assert "오셨" not in text and "머리" not in text
