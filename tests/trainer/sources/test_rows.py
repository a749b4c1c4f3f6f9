"""The other row formats: Q&A, messages, the fairy-tale pipeline, scripts as JSON, our own rows."""

import json
from pathlib import Path
from typing import Any

import pytest

from companion.errors import TrainingError
from tests.trainer.sources.sheet import written
from trainer.sources import formats
from trainer.sources.found import Found


def read(folder: Path, name: str, value: object, **changes: Any) -> Found:
    lines = name.endswith("jsonl") and isinstance(value, list)
    text = (
        "\n".join(json.dumps(one, ensure_ascii=False) for one in value)
        if lines
        else json.dumps(value, ensure_ascii=False)
    )  # type: ignore[union-attr]
    return formats.read(written(folder, name, text, **changes))


def said(found: Found) -> list[list[tuple[str, str]]]:
    return [[(turn.user, turn.text) for turn in row.exchanges] for row in found.rows]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("qa.jsonl", '{"Q": "너 누구야?", "A": "라푼젤!"}\n{"Q": "좋아하는 건?", "A": "노래야."}'),
        (
            "qa.json",
            '[{"question": "너 누구야?", "answer": "라푼젤!"}, {"question": "좋아하는 건?", "answer": "노래야."}]',
        ),
        ("qa.json", '[{"질문": "너 누구야?", "답변": "라푼젤!"}, {"질문": "좋아하는 건?", "답변": "노래야."}]'),
        ("qa.csv", "Q,A\n너 누구야?,라푼젤!\n좋아하는 건?,노래야.\n"),
        ("qa.tsv", "question\tanswer\n너 누구야?\t라푼젤!\n좋아하는 건?\t노래야.\n"),
        ("qa.txt", "Q: 너 누구야?\nA: 라푼젤!\n\nQ: 좋아하는 건?\nA: 노래야.\n"),
        ("qa.md", "**질문 1:** 너 누구야?\n**답변:** 라푼젤!\n\n**질문 2:** 좋아하는 건?\n**답변:** 노래야.\n"),
        (
            "qa.json",
            '[{"instruction": "너 누구야?", "input": "", "output": "라푼젤!"},'
            ' {"instruction": "좋아하는 건?", "output": "노래야."}]',
        ),
    ],
)
def test_m2_questions_and_answers_are_imported(tmp_path: Path, name: str, text: str) -> None:
    """M2: {Q, A} pairs."""
    found = formats.read(written(tmp_path, name, text))
    assert said(found) == [[("너 누구야?", "라푼젤!")], [("좋아하는 건?", "노래야.")]]
    assert {row.kind for row in found.rows} == {"qa"}


def test_m2_a_question_without_an_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="line 4: a question without an answer"):
        formats.read(written(tmp_path, "qa.txt", "Q: 하나?\nA: 응\nA2: x\nQ: 둘?\nQ: 셋?\nA: 응\n"))
    with pytest.raises(TrainingError, match="line 2: there is no question"):
        read(tmp_path, "qa.jsonl", [{"Q": "a?", "A": "b."}, {"Q": "x?"}])


def test_messages_keep_answers_that_are_reply_objects(tmp_path: Path) -> None:
    reply = '{"emotion": "joy", "intensity": 0.6, "text": "어서 와!"}'
    messages = [
        {"role": "system", "content": "너는 라푼젤이다."},
        {"role": "user", "content": "안녕"},
        {"role": "assistant", "content": reply},
        {"role": "user", "content": "뭐 해?"},
        {"role": "assistant", "content": "노래해."},
    ]
    found = read(tmp_path, "chat.jsonl", [{"messages": messages}])
    assert said(found) == [[("안녕", "어서 와!"), ("뭐 해?", "노래해.")]]
    first, second = found.rows[0].exchanges
    assert (first.emotion, first.intensity, second.emotion, second.intensity) == ("joy", 0.6, "neutral", 0.0)
    assert found.skipped[0].code == "instruction-replaced"


def test_sharegpt_conversations_are_messages(tmp_path: Path) -> None:
    talk = [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello there!"}]
    assert said(read(tmp_path, "chat.json", [{"conversations": talk}])) == [[("Hi", "Hello there!")]]


@pytest.mark.parametrize(
    ("messages", "message"),
    [
        ([{"role": "user", "content": "a"}], "no assistant turn"),
        ([{"role": "user", "content": "a"}, {"role": "user", "content": "b"}], "two user turns"),
        ([{"role": "narrator", "content": "a"}], "unknown role"),
        ([{"role": "user"}], "no role or no text"),
        ([{"role": "user", "content": "a"}, {"role": "assistant", "content": " "}], "empty"),
        ([{"role": "user", "content": "a"}, {"role": "assistant", "content": '{"text": "b"}'}], "exactly the keys"),
    ],
)
def test_wrong_messages_are_told(tmp_path: Path, messages: list[dict[str, str]], message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        read(tmp_path, "chat.jsonl", [{"messages": messages}])


def turn(role: str, content: str, action: str = "말하기") -> dict[str, str]:
    return {"role": role, "action": action, "content": content}


DIALOGUE = [
    turn("사용자", "탑에서 혼자 심심하지 않아?"),
    turn("라푼젤", "(외롭다)", "생각"),
    turn("라푼젤", "노래하면 괜찮아."),
    turn("라푼젤", "너도 들어 볼래?"),
    turn("고델", "라푼젤, 머리를 내려라!"),
    turn("라푼젤", "네, 지금 내려요!"),
]


def test_f3_generated_dialogues_become_rows(tmp_path: Path) -> None:
    """F3: generated_agent_dialogue_*.json. Thoughts are no speech; other characters keep their names (M7)."""
    entry = {"background": "높은 탑의 창가", "location": "탑", "source": "seed_dialogue_1", "dialogue": DIALOGUE}
    found = read(tmp_path, "generated_agent_dialogue_rapunzel-korean.json", [entry])
    assert said(found) == [
        [
            ("탑에서 혼자 심심하지 않아?", "노래하면 괜찮아.\n너도 들어 볼래?"),
            ("고델: 라푼젤, 머리를 내려라!", "네, 지금 내려요!"),
        ]
    ]
    assert found.rows[0].summary == "높은 탑의 창가"
    assert [part.code for part in found.skipped] == ["thought"]


def test_f3_english_dialogues_of_character_llm_too(tmp_path: Path) -> None:
    turns = [turn("Gothel", "Let down your hair!", "(speaking)"), turn("Rapunzel", "Coming!", "(speaking)")]
    found = read(tmp_path, "generated_agent_dialogue_rapunzel.json", [{"setting": "A tower", "dialogue": turns}])
    assert said(found) == [[("Gothel: Let down your hair!", "Coming!")]]


@pytest.mark.parametrize(
    "output",
    [
        "사용자 말하기: 심심해?\n라푼젤 생각: (아니)\n라푼젤 말하기: 아니, 노래하거든.\n들어 볼래?",
        "사용자 (말하기): 심심해?\n라푼젤 (말하기): 아니, 노래하거든.\n들어 볼래?",
        "사용자 (speaking): 심심해?<|eot|>라푼젤 (speaking): 아니, 노래하거든.\n들어 볼래?<|eot|>",
    ],
)
def test_f3_prompted_dialogues_become_rows(tmp_path: Path, output: str) -> None:
    """F3: prompted_agent_dialogue_*.jsonl."""
    entry = {"prompt": "당신은 라푼젤입니다.\n\n", "output": output, "source": "seed_1"}
    found = read(tmp_path, "prompted_agent_dialogue_rapunzel.jsonl", [entry])
    assert said(found) == [[("심심해?", "아니, 노래하거든.\n들어 볼래?")]]


def test_f3_generated_scenes_become_prose_for_new_scenes(tmp_path: Path) -> None:
    """F3: generated_agent_scene_*.json."""
    scene = {
        "type": "대화",
        "location": "높은 탑",
        "background": "라푼젤이 창가에서 노래한다.",
        "source": "s",
        "profile": "…",
    }
    found = read(tmp_path, "generated_agent_scene_rapunzel-korean.json", [scene, scene])
    assert [one.text for one in found.documents] == ["높은 탑\n\n라푼젤이 창가에서 노래한다."] * 2
    assert {one.kind for one in found.documents} == {"prose"}
    assert len({one.id for one in found.documents}) == 2


def test_f3_dialogues_of_somebody_else_are_no_rows_of_hers(tmp_path: Path) -> None:
    entry = {"background": "숲", "dialogue": [turn("사용자", "안녕?"), turn("백설공주", "어머, 안녕하세요!")]}
    found = read(tmp_path, "generated_agent_dialogue_snow_white-korean.json", [entry])
    assert not found.rows
    assert found.documents[0].kind == "script"
    assert found.skipped[0].code == "nobody-is-her"


def test_f3_entries_without_their_fields_are_told(tmp_path: Path) -> None:
    good = {"background": "b", "dialogue": DIALOGUE}
    with pytest.raises(TrainingError, match="this is no dialogue"):
        read(tmp_path, "d.json", [good, {"background": "x"}])
    with pytest.raises(TrainingError, match="no role or no content"):
        read(tmp_path, "d.json", [{"background": "b", "dialogue": [{"role": "라푼젤"}]}])
    with pytest.raises(TrainingError, match="holds no turns"):
        read(tmp_path, "d.jsonl", [{"prompt": "p", "output": "그냥 글", "source": "s"}])


@pytest.mark.parametrize(
    "value",
    [
        ["고델 : 머리를 내려라!", "라푼젤 : 네!", "라푼젤 : 지금요!"],
        [{"화자": "고델", "대사": "머리를 내려라!"}, {"화자": "라푼젤", "대사": "네!"}],
        [{"speaker": "Gothel", "text": "Let down your hair!"}],
    ],
)
def test_m1_scripts_as_json_are_one_document(tmp_path: Path, value: list[object]) -> None:
    """M1: "화자 : 대사" as .json."""
    (document,) = read(tmp_path, "script.json", value).documents
    assert document.kind == "script"
    assert len(document.text.split("\n")) == len(value)


def test_our_own_rows_come_back_as_they_were(tmp_path: Path) -> None:
    first = read(tmp_path, "qa.jsonl", [{"Q": "a?", "A": "Hello."}])
    dumped = [row.model_dump(mode="json") for row in first.rows]
    again = read(tmp_path, "rows.jsonl", dumped)
    assert [row.model_copy(update={"source": ""}) for row in again.rows] == [
        row.model_copy(update={"source": ""}) for row in first.rows
    ]
    dumped[0]["exchanges"][0]["emotion"] = "hungry"
    with pytest.raises(TrainingError, match=r"line 1: exchanges\.0\.emotion"):
        read(tmp_path, "rows.jsonl", dumped)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"Q": "a"', "line 1: not valid JSON"),
        ('[\n{"Q": "a?", "A": "b."}\n{"Q": "c?"}]', "line 3"),
        ("[" * 50_000, "nested too deeply"),
        ("[]", "holds nothing"),
        ('{"surprising": 1}', "no format that is known"),
        ('[{"Q": "a?", "A": "b."}, 5]', "not an object"),
        ('[{"Q": "a?", "A": "b."}', "ends in the middle"),
    ],
)
def test_json_that_cant_be_used_is_one_clear_message(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TrainingError, match=message) as error:
        formats.read(written(tmp_path, "x.json", text))
    assert error.value.message.startswith("sources/x.json")
    assert error.value.hint


def test_objects_one_after_another_are_read(tmp_path: Path) -> None:
    text = '{\n "Q": "Who?",\n "A": "Me."\n}\n{\n "Q": "When?",\n "A": "Now."\n}\n'
    assert len(formats.read(written(tmp_path, "x.json", text)).rows) == 2
