"""Which brain a character gets: settings from conf.yaml, her own card and the card of her model. Any thread.

A character may name a model of her own (`brain`), an adapter on it (`adapter`), or an adapter on conf.yaml's model,
which she then shares with others. What the trainer wrote beside model or adapter (persona.model_card) says how much of
her sheet it is told and how it is sampled; what the person changed in conf.yaml goes before, her own wishes first.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from companion import paths
from companion.config import BrainConfig, defaults
from companion.engines import registry
from companion.engines.llm._written import WrittenModel
from companion.errors import BrainError, CharacterError
from companion.persona import meant, model_card
from companion.persona.character import Character
from companion.persona.model_card import ModelCard
from companion.persona.prompt import Detail
from companion.persona.recall import Reminder
from companion.persona.told import answer
from companion.voice import ports
from companion.voice.types import Notice

_PER_CHARACTER = {"adapter", *model_card.SAMPLING, "max_sentences", "seed"}  # what brains on one base may differ in


def settings_for(character: Character, settings: BrainConfig) -> BrainConfig:
    """conf.yaml's brain, changed to what she names, sampled as the model's card advises where conf.yaml was left as it
    ships.

    Raises:
        CharacterError: she has an adapter, and conf.yaml's brain is a server.
        BrainError: the model's card advises something impossible.
    """
    changes: dict[str, Any] = {}
    if character.brain:
        model = paths.resolve(character.brain, base=character.folder)
        changes = {"engine": "llama_cpp", "model": str(model), "adapter": ""}
    elif character.adapter and settings.engine != "llama_cpp":
        raise CharacterError(
            f"{character.folder / 'character.yaml'}: `adapter` needs a GGUF model under it, and conf.yaml's brain is a "
            "server.",
            code="adapter-without-model",
            hint="Name the model that the adapter was trained on as `brain` beside it.",
        )
    if character.adapter:
        changes["adapter"] = str(paths.resolve(character.adapter, base=character.folder))
    return _advised(settings.model_copy(update=changes))


def same_base(one: BrainConfig, other: BrainConfig) -> bool:
    """Whether both need the same model to be loaded in the same way."""
    return one.model_dump(exclude=_PER_CHARACTER) == other.model_dump(exclude=_PER_CHARACTER)


def stamp(settings: BrainConfig) -> tuple[tuple[int, int], ...]:
    """What tells a model or adapter that was replaced from the one that was loaded: time and size of each file."""
    if settings.engine != "llama_cpp":
        return ()
    files = [paths.resolve(name) for name in (settings.model, settings.adapter) if name]
    return tuple((file.stat().st_mtime_ns, file.stat().st_size) if file.is_file() else (0, 0) for file in files)


def detail(settings: BrainConfig, character: Character) -> Detail:
    """How much of her sheet the model is told: a model that was trained on her knows her."""
    card = _card(settings)
    return card.detail_for(character.id) if card is not None else "full"


def reminder(settings: BrainConfig, character: Character) -> Reminder | None:
    """Her written lines, where she has any and the model may use them. Raises CharacterError: the file is wrong."""
    card = _card(settings)
    k = card.recall_for(character.id, settings.recall) if card is not None else settings.recall
    found = meant.load(character.folder, character.called) if k and character.form == "chat" else None
    if found is None:
        return None
    return Reminder(found, k, answer.load(character, found.exchanges) if card is not None and card.written else None)


def start(settings: BrainConfig, *, offline: bool, on_notice: Callable[[Notice], None]) -> ports.ChatModel:
    """A brain that begins to load; its `wait_ready` waits. Raises BrainError, ConfigError."""
    module = registry.module("llm", settings.engine)
    extra: dict[str, Any] = {"on_notice": on_notice}
    if settings.engine == "openai_compatible":
        extra["offline"] = offline
    return _speaking(settings, module.create(settings, **extra))


def wait_ready(brain: ports.ChatModel) -> None:
    """Until it has loaded. Raises what its loading raises."""
    wait = getattr(brain, "wait_ready", None)
    if wait is not None:
        wait()


def beside(brain: ports.ChatModel, settings: BrainConfig) -> ports.ChatModel | None:
    """A further brain on the base that `brain` has loaded; None where the engine can't share. Raises BrainError."""
    share = getattr(brain, "on_same_base", None)
    return _speaking(settings, share(settings)) if share is not None else None


def _speaking(settings: BrainConfig, brain: ports.ChatModel) -> ports.ChatModel:
    """The model itself, or, where its card says so, her written lines over it."""
    card = _card(settings)
    return WrittenModel(brain) if card is not None and card.written else brain


def describe(settings: BrainConfig) -> str:
    """What a person reads."""
    if settings.engine == "openai_compatible":
        return settings.remote_model or settings.url
    model = label("llm", settings.engine, settings.model)
    return f"{model} + {Path(settings.adapter).name}" if settings.adapter else model


def label(kind: str, engine: str, model: str) -> str:
    """An engine and its model, for a person."""
    name = Path(model).name
    if "starter" in model:
        return f"starter model, small ({name})"
    return f"{registry.module(kind, engine).LABEL}: {name}"


def _card(settings: BrainConfig) -> ModelCard | None:
    """The card of the adapter, else of the model; None for a server's."""
    if settings.engine != "llama_cpp":
        return None
    return model_card.read(_model(settings))


def _advised(settings: BrainConfig) -> BrainConfig:
    card, usual = _card(settings), defaults().brain
    advice = card.sampling if card is not None else {}
    untouched = {key: value for key, value in advice.items() if getattr(settings, key) == getattr(usual, key)}
    try:
        return BrainConfig.model_validate(settings.model_dump() | untouched)
    except ValidationError as error:
        wrong = ", ".join(f"`{item['loc'][-1]}`: {item['msg']}" for item in error.errors())
        raise BrainError(
            f"{model_card.path_for(_model(settings))}: the sampling there is impossible ({wrong}).",
            code="model-card-invalid",
            hint="Mend these values, or remove `sampling` from the file.",
        ) from error


def _model(settings: BrainConfig) -> Path:
    return paths.resolve(settings.adapter or settings.model)
