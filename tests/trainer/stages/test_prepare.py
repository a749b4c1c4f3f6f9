"""From what was collected and written to training data, on real files."""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from companion.errors import TrainingError
from companion.persona import prompt
from tests.trainer.data import making
from tests.trainer.data.making import said
from trainer import render
from trainer.recipe import DataRecipe, Recipe
from trainer.rows import Line, Passage, Rejected, Row, Scene, Utterance, read
from trainer.stages import prepare

REPLIES = (
    *("폭발의 시간이다, 조수!", "불꽃이 춤추는 밤이야!", "지팡이가 근질근질해.", "쾅 하고 터뜨려 보자!"),
    *("마법은 언제나 옳아!", "화산이 나를 부르고 있어.", "지붕은 또 고치면 되지!", "내 주문을 들어라!"),
    *("연기 냄새가 참 좋아.", "탑이 흔들리는 게 느껴져?"),
)
ASKED = (
    "오늘 뭐 해?",
    "심심하다.",
    "배고파.",
    "비가 와.",
    "무슨 생각해?",
    "어디 갈까?",
    "놀아 줘.",
    "잘 잤어?",
    "추워.",
    "덥다.",
)


LONG = "그럼 내가 화산 이야기를 들려주지. 옛날 옛날 언덕 위 탑에 폭발을 사랑하는 대마법사가 살았는데, 그게 바로 나야!"


def dialogue(number: int, **more: Any) -> Row:
    ask, reply = ASKED[number % 10], REPLIES[number // 10 % 10]
    return making.row(f"d{number}", said(f"{number}번째야. {ask}", f"{reply} 벌써 {number}번이나 봤어."), **more)


def files(ctx: Any) -> dict[str, bytes]:
    return {str(path.relative_to(ctx.out)): path.read_bytes() for path in sorted(ctx.out.rglob("*")) if path.is_file()}


def rejected(ctx: Any) -> dict[str, list[Rejected]]:
    found: dict[str, list[Rejected]] = {}
    for one in read(ctx.out / "rejected.jsonl", Rejected):
        found.setdefault(one.code, []).append(one)
    return found


def kept(ctx: Any) -> list[Row]:
    return [row for part in ("train", "val", "test") for row in read(ctx.out / "rows" / f"{part}.jsonl", Row)]


def test_rows_are_dealt_by_scene_and_rendered_by_the_app(tmp_path: Path) -> None:
    """F1, B7: what is trained is what the app asks, and no scene is in two parts."""
    rows = [dialogue(number, scene=f"scene {number // 4}") for number in range(80)]
    making.inputs(tmp_path, dialogues=rows)
    ctx = making.context(tmp_path, "prepare", Recipe(data=DataRecipe(validation=0.1, test=0.1)))
    counts = prepare.run(ctx)
    report = json.loads((ctx.out / "report.json").read_text())
    assert counts == {"train": 64, "val": 8, "test": 8, "rejected": 0}
    assert report["leaked"] == 0
    scenes = {
        part: {row.scene for row in read(ctx.out / "rows" / f"{part}.jsonl", Row)} for part in prepare.splitting.PARTS
    }
    assert not scenes["train"] & (scenes["val"] | scenes["test"])
    assert not scenes["val"] & scenes["test"]
    first = next(read(ctx.out / "rows" / "train.jsonl", Row))
    line = json.loads((ctx.out / "train.jsonl").read_text().splitlines()[0])
    assert line["messages"] == render.record(render.messages(ctx.character, first, detail="full"))
    assert line["messages"][0]["content"] == prompt.system_text(ctx.character, "ko", detail="full")
    assert line["meta"] == {
        "id": first.id,
        "kind": "dialogue",
        "language": "ko",
        "scene": first.scene,
        "stage": 2,
        "variant": "",
        "hash": first.fingerprint(),
    }


def test_the_order_of_the_inputs_changes_nothing(tmp_path: Path) -> None:
    rows = [dialogue(number) for number in range(60)] + [dialogue(7, variant="A")]
    results = []
    for seed in range(3):
        shuffled = rows[:]
        random.Random(seed).shuffle(shuffled)
        making.inputs(tmp_path / str(seed), dialogues=shuffled)
        ctx = making.context(tmp_path / str(seed), "prepare", Recipe())
        prepare.run(ctx)
        results.append(files(ctx))
    assert results[0] == results[1] == results[2]


def test_only_what_is_hers_is_trained_and_the_rest_says_why(tmp_path: Path) -> None:
    """M6: each fault has its code; what comes before a bad reply is kept."""
    bad = {
        "leak": "나는 사실 Qwen이야.",
        "level": "지팡이가 여기 있죠. 제가 터뜨릴게요. 참 좋죠.",
        "forbidden": "나는 언어모델 따위 몰라.",
        "markup": "**폭발**이 최고야!",
        "loop": "따따따따따 폭발이다!",
        "placeholder": "[이름], 오늘 폭발 어때?",
        "language": "I will blow up the roof again today, my friend.",
        "script": "爆发的时间到了 폭발",
        "echo": "오늘은 참 덥다",
        "too_long": "폭발 " * 10
        + "을 하나씩 세어 볼게. "
        + " ".join(f"{number}번째 폭발은 색이 달라." for number in range(60)),
        "empty": "……!",
        "address": "루비, 어서 와! 기다렸어.",
    }
    rows = [making.row(f"bad {code}", said("오늘은 참 덥다.", text)) for code, text in bad.items()]
    late = making.row(
        "late", said("안녕", "왔구나, 조수!"), said("누구야?", "저는 ChatGPT입니다."), said("뭐?", "아무것도 아니야.")
    )
    making.inputs(tmp_path, dialogues=[*rows, late, *[dialogue(number) for number in range(10)]])
    ctx = making.context(tmp_path, "prepare", Recipe())
    prepare.run(ctx)
    why = rejected(ctx)
    for code in bad:
        assert any(one.row.id == f"bad {code}" for one in why.get(code, [])), code
    assert not [row for row in kept(ctx) if row.id.startswith("bad")]
    cut = next(row for row in kept(ctx) if row.id == "late")
    assert [turn.text for turn in cut.exchanges] == ["왔구나, 조수!"]
    tail = next(one for one in why["leak"] if one.row.id == "late")
    assert len(tail.row.exchanges) == 2
    assert tail.reason.startswith("Reply 2: ")
    report = json.loads((ctx.out / "report.json").read_text())
    assert report["counts"]["cut"] == 1
    assert report["rejected"]["leak"] == {"ko": 2}
    assert report["origins"]["dialogues"] == {"read": 23, "kept": 11}


def test_duplicates_go_and_paraphrases_stay(tmp_path: Path) -> None:
    rows = [
        making.row("one", said("안녕", "왔구나, 조수! 오늘은 무엇을 터뜨려 볼까?")),
        making.row("two", said("안녕", "왔구나, 조수! 오늘은 무엇을 터뜨려 볼까?")),
        making.row("three", said("안녕!!", "왔구나 조수, 오늘은 무엇을 터뜨려 볼까…")),
        making.row("long", said("심심해", LONG)),
        making.row("near", said("심심해.", LONG.replace("화산", "큰 화산"))),
        making.row("asked otherwise", said("좋은 아침이야, 잘 잤어?", "왔구나, 조수! 오늘은 무엇을 터뜨려 볼까?")),
        making.row("answered otherwise", said("안녕", "흥, 기다린 건 아니야. 폭발이 한가했을 뿐이지.")),
    ]
    making.inputs(tmp_path, dialogues=rows)
    ctx = making.context(tmp_path, "prepare", Recipe())
    prepare.run(ctx)
    why = rejected(ctx)
    assert len(why["duplicate"]) == 2
    assert len(why["near_duplicate"]) == 1
    assert why["near_duplicate"][0].row.id in ("long", "near")
    assert {"asked otherwise", "answered otherwise"} <= {row.id for row in kept(ctx)}


def test_feelings_are_named_where_nobody_did(tmp_path: Path) -> None:
    """L3: by words of feeling; what shows none is neutral, and both are counted."""
    rows = [
        making.row("sad", said("왜 그래?", "조수가 없어서 너무 슬펐어.", "neutral", 0.0)),
        making.row("plain", said("뭐 해?", "지팡이를 닦고 있어.", "neutral", 0.0)),
        making.row("told", said("왜?", "슬픈 불꽃도 아름답지.", "smug", 0.7)),
    ]
    making.inputs(tmp_path, collect=rows)
    ctx = making.context(tmp_path, "prepare", Recipe())
    prepare.run(ctx)
    felt = {row.id: row.exchanges[0] for row in kept(ctx)}
    assert (felt["sad"].emotion, felt["plain"].emotion, felt["told"].emotion) == ("sad", "neutral", "smug")
    assert felt["sad"].intensity >= 0.6
    counts = json.loads((ctx.out / "report.json").read_text())["counts"]
    assert counts["feelings found by words"] == 1
    assert counts["feelings not found: neutral"] == 1


def test_lines_of_a_source_become_rows_with_what_was_said_before(tmp_path: Path) -> None:
    """M1, M7: others' words are background and user turn, only hers are answers; an opening line is left out."""
    before = (Utterance(speaker="교장", text="또 너냐?"), Utterance(speaker="도담", text="지붕이 없어졌어."))
    lines = [
        Line(id="1", source="tale.txt", language="ko", speaker="루비", text="아침이다!"),
        Line(id="2", source="tale.txt", language="ko", before=before, speaker="루비", text="내가 날려 버렸지!"),
    ]
    making.inputs(tmp_path, clean_lines=lines)
    ctx = making.context(tmp_path, "prepare", Recipe())
    prepare.run(ctx)
    (row,) = kept(ctx)
    assert row.background == before[:1]
    assert row.exchanges[0].user == "도담: 지붕이 없어졌어."
    assert json.loads((ctx.out / "report.json").read_text())["counts"]["lines without context"] == 1
    ctx = making.context(tmp_path, "prepare", Recipe(data=DataRecipe(sources_as_dialogue=False)))
    with pytest.raises(TrainingError) as caught:
        prepare.run(ctx)
    assert caught.value.code == "nothing-to-learn"


def test_scripts_are_asked_for_in_a_feeling(tmp_path: Path) -> None:
    """L9: passages with words of feeling become rows in which that feeling is the mood before."""
    passages = [
        Passage(id="p1", source="tale.txt", language="ko", text="비가 내렸다. 소녀는 너무 슬퍼서 눈물을 흘렸다."),
        Passage(id="p2", source="tale.txt", language="ko", text="기차는 아홉 시에 떠났다."),
    ]
    making.inputs(tmp_path, clean_passages=passages)
    ctx = making.context(tmp_path, "prepare", Recipe(task="script", template="ldcc"))
    prepare.run(ctx)
    (row,) = kept(ctx)
    assert (row.kind, row.mood.emotion, row.exchanges[0].emotion) == ("script", "sad", "sad")
    assert "슬픔" in row.exchanges[0].user
    user = json.loads((ctx.out / "train.jsonl").read_text())["messages"][1]["content"]
    assert user.startswith("[sad ")


def test_only_lines_with_feeling_if_asked(tmp_path: Path) -> None:
    """L3: `only_with_emotion` selects lines by the lexicon; written dialogues stay."""
    rows = [
        making.row("silent", said("뭐 해?", "지팡이를 닦고 있어.")),
        making.row("felt", said("왜?", "너무 기뻐서 그래!")),
    ]
    making.inputs(tmp_path, collect=rows, dialogues=[dialogue(1)])
    ctx = making.context(tmp_path, "prepare", Recipe(data=DataRecipe(only_with_emotion=True)))
    prepare.run(ctx)
    assert {row.id for row in kept(ctx)} == {"felt", "d1"}
    assert [one.row.id for one in rejected(ctx)["no_emotion_word"]] == ["silent"]


def test_shares_are_kept_and_reported(tmp_path: Path) -> None:
    rows = [dialogue(number) for number in range(30)]
    rows += [
        making.row(f"i{number}", said(f"{number}. 너 누구야?", f"나는 대마법사 루비다! {number}"), kind="identity")
        for number in range(30)
    ]
    making.inputs(tmp_path, dialogues=rows)
    recipe = Recipe(data=DataRecipe(shares={"identity": (0.05, 0.25), "qa": (0.1, 0.2)}, near_duplicate=1.0))
    ctx = making.context(tmp_path, "prepare", recipe)
    prepare.run(ctx)
    assert Counter(row.kind for row in kept(ctx)) == {"dialogue": 30, "identity": 10}
    report = {one["kind"]: one for one in json.loads((ctx.out / "report.json").read_text())["shares"]}
    assert report["identity"]["dropped"] == 20
    assert report["identity"]["short"] is False
    assert report["qa"]["short"] is True


def test_someone_else_in_the_scene_may_be_called_by_name(tmp_path: Path) -> None:
    """F13's neighbour: "왕비님" said to the person at the desktop is a mistake, in a scene with the queen it is not."""
    rows = [
        making.row("desktop", said("안녕", "숯덩이, 이리 와!"), scene="s1"),
        making.row("scene", said("안녕하신가", "숯덩이, 이리 와!"), scene="s2"),
    ]
    scenes = [Scene(id="s2", kind="dialogue", language="ko", topic="탑", partner="숯덩이")]
    making.inputs(tmp_path, dialogues=rows, scenes=scenes)
    ctx = making.context(tmp_path, "prepare", Recipe())
    prepare.run(ctx)
    assert [row.id for row in kept(ctx)] == ["scene"]
    assert rejected(ctx)["address"][0].row.id == "desktop"


def test_a_missing_input_is_told(tmp_path: Path) -> None:
    ctx = making.context(tmp_path, "prepare", Recipe())
    with pytest.raises(TrainingError) as caught:
        prepare.run(ctx)
    assert caught.value.code == "rows-unreadable"


def test_rows_with_equal_ids_stay_apart(tmp_path: Path) -> None:
    making.inputs(tmp_path, dialogues=[dialogue(1), dialogue(2).model_copy(update={"id": "d1"})])
    ctx = making.context(tmp_path, "prepare", Recipe())
    prepare.run(ctx)
    assert sorted(row.id for row in kept(ctx)) == ["d1", "d1~2"]
