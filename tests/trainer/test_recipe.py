"""What is wrong with a recipe is told at once, each with the place where a person can mend it."""

from pathlib import Path
from typing import Any

import pytest

from companion.errors import TrainingError
from trainer import recipe
from trainer.__main__ import main
from trainer.create import Wish, create
from trainer.recipe_layers import keys
from trainer.workspace import Workspace, at


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "recipe.yaml"
    path.write_text("preset: starter\ndata:\n  variations: 2\n", encoding="utf-8")
    return path


def wrong(file: Path, overrides: dict[str, Any] | None = None) -> list[str]:
    """The lines of the message."""
    with pytest.raises(TrainingError) as caught:
        recipe.load(file, overrides)
    assert caught.value.hint and "?." not in str(caught.value) and ".." not in str(caught.value)
    return caught.value.message.splitlines()


def test_an_argument_is_named_as_it_was_given(file: Path) -> None:
    """Not by a line of recipe.yaml, where it does not stand."""
    said = wrong(file, {"train.seed": "banana", "quantise": ["q8_0"], "data.scenes": -1})
    assert said[0] == "3 argument(s) are wrong:"
    assert said[1] == "  - --set data.scenes=-1: data.scenes: Input should be greater than or equal to 0."
    assert said[2] == "  - --set quantise=[q8_0]: unknown key `quantise`; did you mean `quantize`?"
    assert said[3].startswith("  - --set train.seed=banana: train.seed: Input should be a valid integer")


def test_a_line_of_the_file_and_an_argument_stand_together(file: Path) -> None:
    file.write_text("preset: starter\ndata:\n  variations: x\ntrain: {lora: {rr: 3}}\n", encoding="utf-8")
    said = wrong(file, {"train.lora.r": 0})
    assert said[0] == f"{file}: 3 thing(s) are wrong:"
    assert said[1].startswith("  - line 3: data.variations: ")
    assert said[2] == "  - line 4: unknown key `train.lora.rr`; did you mean `train.lora.r`?"
    assert said[3].startswith("  - --set train.lora.r=0: train.lora.r: ")


@pytest.mark.parametrize(
    ("overrides", "line"),
    [
        ({"train.stages.0.epochs": -1}, "--set train.stages.0.epochs=-1: train.stages.0.epochs: Input should be"),
        ({"train.stages.5.epochs": 2}, "--set train.stages.5.epochs=2: train.stages has no entry 5."),
        (
            {"train.lora.targets": 5},
            "--set train.lora.targets=5: train.lora.targets: Input should be 'all-linear', or:",
        ),
        ({"train": 5}, "--set train=5: train: "),
        ({"base": ""}, "--set base='': base: "),
        ({"variants": {"a-b": "x" * 90}}, "--set variants={a-b: xxx"),
    ],
)
def test_one_mistake_is_one_line(file: Path, overrides: dict[str, Any], line: str) -> None:
    said = wrong(file, overrides)
    assert len(said) == 2 and said[1].startswith(f"  - {line}")


def test_an_unknown_preset_does_not_hide_the_rest(file: Path) -> None:
    said = wrong(file, {"preset": "startr", "train.seed": "x", "train.stages.0.epochs": 2})
    assert "--set preset=startr: There is no preset 'startr'; did you mean `starter`? Presets: bloodtype" in said[1]
    assert said[2].startswith("  - --set train.seed=x: train.seed: ") and len(said) == 3
    file.write_text("\npreset: nothing_like_it\n", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"^recipe\.yaml, line 2: There is no preset 'nothing_like_it'\.") as caught:
        recipe.load(file)
    assert caught.value.code == "preset-unknown" and "starter" in caught.value.hint


def test_on_and_off_may_stand_without_quotes(file: Path) -> None:
    """YAML 1.1 reads them as true and false."""
    file.write_text("train: {packing: on}\nregister: {ollama: off}\n", encoding="utf-8")
    loaded = recipe.load(file)
    assert (loaded.train.packing, loaded.register_.ollama) == ("on", "off")
    assert "'auto', 'on' or 'off'" in wrong(file, {"train.packing": "yes please"})[1]


def test_where_a_setting_comes_from(file: Path) -> None:
    found = recipe.layers(file, {"train.seed": 2, "train.lora": {"r": 4}})
    assert found.place(("data", "variations")) == "recipe.yaml, line 3"
    assert found.place(("train", "seed")) == "--set train.seed=2"
    assert found.place(("train", "lora", "r")) == "--set train.lora={r: 4}"
    assert found.place(("train", "method")).startswith("preset starter, line ")
    assert found.place(("register", "ollama")) == "recipe.yaml"


def test_names_of_settings_are_found_in_every_section() -> None:
    assert "epochs" in keys(recipe.Recipe, ("train", "stages", "0"))
    assert "ollama" in keys(recipe.Recipe, ("register",)) and "url" in keys(recipe.Recipe, ("evaluate", "judge"))
    assert keys(recipe.Recipe, ("base",)) == [] and "preset" in keys(recipe.Recipe, ())


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return create(at("elsa", tmp_path), Wish({"ko": "엘사"})).workspace


def test_recipe_and_profile_are_told_together(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    text = place.character_file.read_text(encoding="utf-8").replace("names:", "nmes:", 1)
    place.character_file.write_text(text, encoding="utf-8")
    words = ["plan", "elsa", "--workspace", str(place.folder.parent), "--set", "train.seed=x"]
    assert main(words) == 1
    said = capsys.readouterr().err
    assert "--set train.seed=x" in said and "unknown key `nmes`; did you mean `names`?" in said and "?." not in said


def test_topics_and_dialogues_end_their_questions_once(place: Workspace) -> None:
    from trainer import dialogues
    from trainer.writing import topics

    place.topics_file.write_text("greetings: {coun: 4, count: 4}\n", encoding="utf-8")
    (place.dialogues / "x.yaml").write_text(
        "language: ko\ntopic: a\ndialogues:\n  - - 안녕\n    - smle .6 안녕!\n", encoding="utf-8"
    )
    for read, near in (
        (lambda: topics.load(place.topics_file), "count"),
        (lambda: dialogues.load(place.dialogues), "smile"),
    ):
        with pytest.raises(TrainingError, match=f"did you mean `{near}`") as caught:
            read()
        assert "?." not in caught.value.message
