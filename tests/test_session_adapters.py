"""Trained characters in a session: adapters on one base, their own model cards, and a failed switch changes nothing."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from companion import config, paths
from companion.engines import brains
from companion.errors import BrainError, CharacterError
from companion.persona import model_card
from companion.persona.character import Character, load_character
from companion.session import Session, Sound
from companion.voice.types import Event, Notice, ReplyDone
from tests.tiny_gguf import WORDY, build, lora


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("base") / "base.gguf", WORDY)


@pytest.fixture(scope="module")
def adapters(base: Path) -> list[Path]:
    return [lora(base.with_name(f"{number}.gguf"), base, seed=number) for number in range(4)]


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def session(base: Path, events: list[Event]) -> Iterator[Session]:
    overrides: dict[str, Any] = {"brain.model": str(base), "brain.seed": 3, "brain.temperature": 0.0, "brain.recall": 0}
    made = Session(config.load(overrides=overrides), on_event=events.append, sound=Sound, hear=False)
    yield made
    made.close()


def trained(name: str, file: Path | None, card: dict[str, Any] | None = None, **fields: str) -> Character:
    """A character in the person's folder with a copy of the adapter beside her sheet."""
    folder = paths.user_characters() / name
    shutil.copytree(paths.shipped_characters() / "ruby", folder)
    sheet = (folder / "character.yaml").read_text(encoding="utf-8").replace("id: ruby\n", f"id: {name}\n")
    if file is not None:
        shutil.copyfile(file, folder / "adapter.gguf")
        fields["adapter"] = "adapter.gguf"
    sheet += "".join(f"{key}: {value}\n" for key, value in fields.items())
    (folder / "character.yaml").write_text(sheet, encoding="utf-8")
    if card is not None:
        model_card.write(folder / "adapter.gguf", card)
    return load_character(folder)


def answer(session: Session, events: list[Event]) -> str:
    assert session.loop is not None
    count = sum(isinstance(event, ReplyDone) for event in events)
    session.loop.submit("hello")
    end = time.monotonic() + 20
    while sum(isinstance(event, ReplyDone) for event in events) == count:
        assert time.monotonic() < end
        time.sleep(0.01)
    return [event.text for event in events if isinstance(event, ReplyDone)][-1]


def test_four_characters_share_one_loaded_base(session: Session, events: list[Event], adapters: list[Path]) -> None:
    """B2: four adapters on one base; changing loads no model."""
    for number, adapter in enumerate(adapters):
        trained(f"type_{number}", adapter)
    session.open("type_0")
    pid = session.brain.pid  # type: ignore[union-attr]
    said = [answer(session, events)]
    for number in (1, 2, 3):
        session.switch_character(f"type_{number}")
        said.append(answer(session, events))
    assert len(set(said)) == 4
    session.switch_character("ruby")
    assert session.brain.pid == pid  # type: ignore[union-attr]
    session.switch_character("type_0")
    assert session.brain.pid == pid  # type: ignore[union-attr]


def test_changing_the_adapter_is_quick(session: Session, adapters: list[Path]) -> None:
    for number, adapter in enumerate(adapters):
        trained(f"type_{number}", adapter)
    session.open("type_0")
    took = []
    for number in (1, 2, 3, 0, 1, 2, 3):
        began = time.monotonic()
        session.switch_character(f"type_{number}")
        took.append(time.monotonic() - began)
    assert sorted(took)[len(took) // 2] < 0.3


def test_a_broken_adapter_leaves_the_old_character_talking(
    session: Session, events: list[Event], adapters: list[Path]
) -> None:
    session.open("ruby")
    said = answer(session, events)
    broken = trained("broken", adapters[0])
    (broken.folder / "adapter.gguf").write_bytes(adapters[0].read_bytes()[:3000])
    foreign = trained("foreign", None, adapter=str(adapters[0].with_name("elsewhere.gguf")))
    for who in (broken, foreign):
        with pytest.raises(BrainError) as caught:
            session.switch_character(who.id)
        assert "adapter" in caught.value.message and ".gguf" in caught.value.message
    assert session.character is not None and session.character.id == "ruby"
    assert answer(session, events) and said


def test_her_own_card_decides_how_much_she_is_told_and_how_she_is_sampled(adapters: list[Path]) -> None:
    usual = config.defaults().brain
    for told in ("short", "full"):
        her = trained(f"her_{told}", adapters[0], {"characters": {f"her_{told}": "0"}, "prompt": told})
        assert brains.detail(brains.settings_for(her, usual), her) == told
    card = {"characters": {"ruby": "0"}, "prompt": "short", "sampling": {"temperature": 0.3, "max_tokens": 90, "x": 1}}
    stranger = trained("stranger", adapters[0], card)
    settings = brains.settings_for(stranger, usual)
    assert brains.detail(settings, stranger) == "full"
    assert (settings.temperature, settings.max_tokens) == (0.3, 90)
    changed = usual.model_copy(update={"temperature": 1.1})
    assert brains.settings_for(stranger, changed).temperature == 1.1
    assert stranger.sampling.over(settings).temperature == 0.3


def test_the_sampling_changes_with_the_character(session: Session, events: list[Event], adapters: list[Path]) -> None:
    trained("calm", adapters[0], {"characters": {"calm": "0"}, "sampling": {"max_tokens": 9}})
    session.open("ruby")
    assert len(answer(session, events).split()) > 9
    session.switch_character("calm")
    assert len(answer(session, events).split()) <= 9


@pytest.mark.parametrize("sampling", [{"temperature": 99}, {"max_tokens": 1}])
def test_an_impossible_card_is_told_with_its_file(adapters: list[Path], sampling: dict[str, Any]) -> None:
    her = trained("her", adapters[0], {"sampling": sampling})
    with pytest.raises(BrainError) as caught:
        brains.settings_for(her, config.defaults().brain)
    assert caught.value.code == "model-card-invalid" and "adapter.json" in caught.value.message


def test_a_model_that_was_trained_again_is_seen_and_loaded(
    session: Session, events: list[Event], base: Path, adapters: list[Path]
) -> None:
    mine = Path(shutil.copyfile(base, paths.user_data() / "mine.gguf"))
    her = trained("her", adapters[0], brain=str(mine))
    session.open("her")
    pid = session.brain.pid  # type: ignore[union-attr]
    assert not session.outdated(her) and not session.outdated(load_character(paths.shipped_characters() / "ruby"))
    shutil.copyfile(adapters[1], her.folder / "adapter.gguf")
    assert session.outdated(her)
    session.switch_character("her")
    assert not session.outdated(her) and session.brain.pid == pid  # type: ignore[union-attr]
    draft = build(mine.with_name("draft.gguf"), WORDY, seed=9)
    draft.replace(mine)
    assert session.outdated(her)
    session.switch_character("her")
    assert not session.outdated(her) and session.brain.pid != pid  # type: ignore[union-attr]
    assert answer(session, events)
    sheet = her.folder / "character.yaml"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("스무 살", "스물한 살"), encoding="utf-8")
    assert session.outdated(load_character(her.folder))


def test_another_state_of_her_card_is_noticed(session: Session, events: list[Event], adapters: list[Path]) -> None:
    trained("her", adapters[0], {"characters": {"her": "an older digest"}, "prompt_version": 0})
    session.open("ruby")
    events.clear()
    session.switch_character("her")
    codes = {event.code for event in events if isinstance(event, Notice)}
    assert codes == {"character-changed", "prompt-version-mismatch"}


def test_a_character_with_a_model_of_her_own_does_not_need_the_server(base: Path, adapters: list[Path]) -> None:
    server = config.defaults().brain.model_copy(update={"engine": "openai_compatible", "adapter": "left over"})
    own = trained("own", adapters[0], brain=str(base))
    settings = brains.settings_for(own, server)
    assert (settings.engine, settings.model) == ("llama_cpp", str(base))
    assert settings.adapter == str(own.folder / "adapter.gguf")
    assert brains.describe(settings).endswith("base.gguf + adapter.gguf")
    assert brains.settings_for(trained("bare", None, brain=str(base)), server).adapter == ""
    with pytest.raises(CharacterError) as caught:
        brains.settings_for(trained("floating", adapters[0]), server)
    assert caught.value.code == "adapter-without-model"


def test_an_adapter_must_be_a_gguf_and_the_line_is_named() -> None:
    with pytest.raises(CharacterError) as caught:
        trained("peft", None, adapter="adapter_model.safetensors")
    assert "adapter: a GGUF file" in caught.value.message and "line " in caught.value.message


def test_a_card_survives_what_others_write_into_it(tmp_path: Path) -> None:
    model = tmp_path / "m.gguf"
    assert model_card.read(model) == model_card.ModelCard()
    odd = {"prompt_version": "x", "characters": [1], "prompt": 3, "sampling": {"top_k": True, "top_p": "a"}, "more": {}}
    model_card.path_for(model).write_text(json.dumps(odd), encoding="utf-8")
    assert model_card.read(model) == model_card.ModelCard()
    model_card.path_for(model).write_text("{", encoding="utf-8")
    assert not model_card.read(model).readable
    with pytest.raises(TypeError):
        model_card.write(model, {"bad": float})
    assert model_card.path_for(model).read_text(encoding="utf-8") == "{"
    assert not list(tmp_path.glob("*.part"))
