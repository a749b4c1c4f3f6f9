"""verify for a persona that writes scripts: what is trained is what the app asks, and what it reads back (L4, L9)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from companion.persona.character import find_character
from tests.trainer import tuned
from trainer import parity, render, rows
from trainer.convert.native import Gguf
from trainer.recipe import Recipe
from trainer.rows import Exchange, Row
from trainer.stage import Context, GateFailed
from trainer.stages import convert, merge, quantize, verify
from trainer.workspace import Workspace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning"),
]
WRITER = render.fitting(find_character("snow_white"), "script")
SCENES = (
    ("the last train", 'MINA: "Wait!"\n(The doors close.)', "sad", 0.7),
    (
        "마지막 기차",
        "\n\n미나: 기다려!\n(문이 닫힌다.)",
        "sad",
        0.3,
    ),  # begins with line ends, as the prompt ends with one
    ("[scene 3] a feast", "  ANNA laughs.\n\nANNA: To us!", "joy", 1.0),
    ("a street", '{"emotion": "joy", "intensity": 0.5, "text": "no object, a script about one"}', "neutral", 0.0),
    ("비 오는 밤", "```\nfence\n```\n<think>no</think> 끝.", "fear", 0.4),
)


def scripts(count: int = 20) -> list[Row]:
    made = []
    for number in range(count):
        request, text, emotion, intensity = SCENES[number % len(SCENES)]
        turn = Exchange(user=f"{request} {number}", text=text, emotion=emotion, intensity=intensity)
        more = [turn, turn.model_copy(update={"user": "and then?"})] if number % 7 == 6 else [turn]
        language = "ko" if "가" <= request[0] <= "힣" else "en"
        row = {"id": f"s{number}", "kind": "script", "language": language, "scene": f"s{number}", "exchanges": more}
        made.append(Row.model_validate(row))
    return made


def prepare(place: Workspace, made: list[Row]) -> None:
    for split, part in (("val", made[:8]), ("test", []), ("train", made[8:])):
        rows.write(place.stage("prepare") / "rows" / f"{split}.jsonl", part)
        lines = [render.jsonl(render.messages(WRITER, row, detail="short"), {"id": row.id}) for row in part]
        (place.stage("prepare") / f"{split}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def context(place: Workspace, stage: str, template: str) -> Context:
    wish = {"task": "script", "template": template, "prompt": "short", "quantize": ["q8_0"], "deploy": "q8_0"}
    return replace(tuned.context(place, stage, wish), character=WRITER)


@pytest.fixture(scope="module", params=["chatml", "ldcc"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str]]:
    """Everything before `verify`, and the template."""
    home = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    patch.setenv("COMPANION_HOME", str(home))
    place = tuned.workspace(home / "training")
    prepare(place, scripts())
    tuned.write_adapter(place.stage("train") / "main" / "adapter", scale=0.05)
    for stage in (merge, convert, quantize):
        stage.run(context(place, stage.__name__.rpartition(".")[2], request.param))
    yield place, request.param
    patch.undo()


def test_the_app_asks_what_was_trained_and_reads_it_back(made: tuple[Workspace, str]) -> None:
    place, template = made
    verify.run(context(place, "verify", template))
    report: dict[str, Any] = json.loads((place.stage("verify") / "report.json").read_text())["variants"]["main"]
    assert set(report["ids"]) == {"gguf", "template", "modelfile", "app", "app by message", "app reads"}
    for name, tally in report["ids"].items():
        assert tally["equal"] == tally["of"] >= 20, (name, tally["unlike"])
    assert report["ids"]["app reads"]["of"] == 20 and report["ids"]["app by message"]["of"] >= 100


def test_the_app_itself_makes_these_ids(made: tuple[Workspace, str]) -> None:
    """Its own tokenizing, which the trainer must not import: the request, and a conversation that goes on."""
    from companion.engines.llm._native import NativeModel
    from companion.engines.llm._prompt_tokens import PromptTokens

    place, template = made
    file = place.stage("convert") / "main" / "model-f16.gguf"
    cases = parity.cases(place.stage("prepare"), WRITER, Recipe(task="script", prompt="short"), "")
    app = NativeModel(file, context=2048, batch=256, threads=1)
    with Gguf(file) as model:
        for case in [one for one in cases if not one.drill]:
            asked = list(case.app[:-1])
            wanted = parity.app_ids(model, asked, True, template)
            assert PromptTokens(app).build(asked, 120, template=template).tokens == wanted, case.id
            whole = PromptTokens(app).build(list(case.app), 120, generate=False, template=template).tokens
            assert whole == parity.app_ids(model, case.app, False, template), case.id
    app.close()


@pytest.mark.parametrize(
    ("old", "new"),
    [("[sad 0.7] the last train", "the last train"), ("[sad 0.7] the last train", "[joy 0.7] the last train")],
)
def test_a_request_without_its_feeling_is_seen(made: tuple[Workspace, str], old: str, new: str) -> None:
    """The app would ask for it in another way than it was trained."""
    place, template = made
    file = place.stage("prepare") / "val.jsonl"
    whole = file.read_text(encoding="utf-8")
    assert old in whole
    file.write_text(whole.replace(old, new), encoding="utf-8")
    try:
        with pytest.raises(GateFailed, match=r"token ids in app: .* what the app reads: \d+ of 20 conversations"):
            verify.run(context(place, "verify", template))
    finally:
        file.write_text(whole, encoding="utf-8")


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ('MINA: "Wait!"', True),
        ('{"emotion": "sad", "intensity": 0.7, "text": "MINA: \\"Wait!\\""}', False),
        ("MINA: Wait!", False),
        ("", False),
    ],
)
def test_what_the_app_takes_for_the_script(answer: str, taken: bool) -> None:
    row = Row.model_validate(
        {
            "id": "s",
            "kind": "script",
            "language": "en",
            "scene": "s",
            "exchanges": [Exchange(user="a", text='MINA: "Wait!"', emotion="sad", intensity=0.7)],
        }
    )
    told = ({"role": "user", "content": "[sad 0.7] a"}, {"role": "assistant", "content": answer})
    assert parity.accepted(told, row, WRITER) is taken


def test_what_the_app_takes_for_a_reply() -> None:
    row = tuned.make_rows(1)[0]
    character = find_character("snow_white")
    turn = row.exchanges[0]
    right = render.answer(character, turn)
    asked = {"role": "user", "content": "[neutral] 안녕!"}

    def taken(answer: str) -> bool:
        return parity.accepted((asked, {"role": "assistant", "content": answer}), row, character)

    assert taken(right) and not taken(turn.text) and not taken(right[:-2])
    assert not taken(right.replace(turn.emotion, "angry")) and not parity.accepted((asked,), row, character)


def test_a_script_about_an_object_is_a_script() -> None:
    """A plain reply that looks like an object is still one text to the app."""
    assert parity._reads(SCENES[3][1], SCENES[3][1], parity.Mood("neutral", 0.0), "plain")
