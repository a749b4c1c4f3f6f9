"""Reads what the model manager shows: the catalogue, this machine, what lies here, who uses it. Pool thread; no Qt."""

from companion import config as configuration
from companion import paths
from companion.config import Config
from companion.engines import registry
from companion.errors import ModelError
from companion.models import catalogue as catalogue_file
from companion.models import hub, installed, needs, storage
from companion.models.catalogue import Catalogue, Entry
from companion.models.installed import Installed
from companion.persona.character import list_characters
from companion.ui.models.items import KINDS, Item, Kind, Licence, Shelf
from companion.ui.texts import Texts

ENGINES = {"brain": "llm", "ears": "stt", "voice": "tts"}


def read(config: Config, texts: Texts, machine: needs.ThisMachine | None = None) -> Shelf:
    """All models as they are now. Raises ModelError (the catalogue is damaged), ConfigError (`models.hub`)."""
    catalogue = catalogue_file.load()
    machine = machine or needs.this_machine()
    engines = frozenset(name for kind in ENGINES.values() for name in registry.names(kind))
    language = "ko" if texts.language == "ko" else None
    advice = needs.advice(catalogue, machine, engines, language)
    here, broken = installed.all_models()
    users = _users(config)
    items = [
        _item(catalogue, entry, machine, advice.get(entry.kind) == entry.id, engines, config, texts, users)
        for entry in catalogue.models
    ]
    known = {entry.id for entry in catalogue.models}
    items += [_elsewhere(model, users) for model in here if model.id not in known]
    items += [_built_in(kind, config, texts) for kind in KINDS]
    address = hub.choose(config.models.hub)
    return Shelf(
        items=tuple(_with_problem(item, broken) for item in items),
        memory_gb=machine.memory_gb,
        cores=machine.cores,
        free=storage.free_bytes(paths.user_models()),
        folder=str(paths.user_models()),
        hub=address.host,
        offline=config.offline and not address.loopback,
        own=tuple((kind, name) for kind in KINDS if (name := _own(kind, config, items))),
    )


def settings_for(kind: Kind, model_id: str, config: Config) -> dict[str, str]:
    """The settings that make the program use a model; "": the one that ships. Raises ModelError."""
    if not model_id:
        return _shipped(kind)
    here = installed.find(model_id)
    if here is None:
        raise ModelError(
            f"The model {model_id} is not on this machine.",
            code="models-not-there",
            hint="Download it first.",
        )
    changes = installed.settings_for(here)
    if kind == "brain" and config.brain.adapter:
        changes["brain.adapter"] = ""  # it was made for the model before
    return changes


def _shipped(kind: Kind) -> dict[str, str]:
    section = getattr(configuration.defaults(), kind)
    changes = {f"{kind}.engine": section.engine, f"{kind}.model": section.model}
    return changes | ({"brain.adapter": ""} if kind == "brain" else {})


def _item(
    catalogue: Catalogue,
    entry: Entry,
    machine: needs.ThisMachine,
    advised: bool,
    engines: frozenset[str],
    config: Config,
    texts: Texts,
    users: dict[str, list[str]],
) -> Item:
    licence = catalogue.licence(entry)
    return Item(
        id=entry.id,
        kind=entry.kind,
        name=entry.name,
        maker=entry.maker,
        languages=tuple(entry.languages),
        size=entry.size,
        exact=all(file.size is not None for file in entry.files),
        memory=needs.memory(entry, context=config.brain.context),
        licence=Licence(licence.name, licence.url, licence.commercial, licence.terms.of(texts.language)),
        note=entry.note.of(texts.language),
        fit=needs.fit(entry, machine),
        advised=advised,
        usable=entry.engine in engines,
        chatml=entry.chatml,
        pinned=entry.pinned,
        installed=(installed.folder(entry.id) / paths.MODEL_RECORD).is_file(),
        unfinished=installed.unfinished(entry.id),
        in_use=_in_use(config, entry.kind, entry.engine, entry.id),
        used_by=tuple(users.get(entry.id, ())),
        folder=str(installed.folder(entry.id)),
    )


def _elsewhere(model: Installed, users: dict[str, list[str]]) -> Item:
    """One that lies here, but that the catalogue has no more."""
    kind: Kind = next((kind for kind in KINDS if kind == model.kind), "brain")
    return Item(
        id=model.id,
        kind=kind,
        name=model.name,
        maker="",
        languages=(),
        size=model.size,
        exact=True,
        memory=0,
        licence=None,
        note="",
        fit="enough",
        advised=False,
        usable=True,
        chatml=True,
        pinned=True,
        installed=True,
        unfinished=0,
        in_use=False,
        used_by=tuple(users.get(model.id, ())),
        folder=str(model.folder),
    )


def _built_in(kind: Kind, config: Config, texts: Texts) -> Item:
    """What ships with the program."""
    wanted = _shipped(kind)
    section = getattr(config, kind)
    return Item(
        id="",
        kind=kind,
        name=texts(f"models.built_in.{kind}"),
        maker="",
        languages=("ko", "en"),
        size=0,
        exact=True,
        memory=0,
        licence=None,
        note=texts(f"models.built_in.{kind}.note"),
        fit="well",
        advised=False,
        usable=True,
        chatml=True,
        pinned=True,
        installed=True,
        unfinished=0,
        in_use=(section.engine, section.model) == (wanted[f"{kind}.engine"], wanted[f"{kind}.model"]),
    )


def _in_use(config: Config, kind: Kind, engine: str, model_id: str) -> bool:
    section = getattr(config, kind)
    return bool(section.model == model_id and section.engine in (engine, "character"))


def _own(kind: Kind, config: Config, items: list[Item]) -> str:
    """The name of a model in use that is none of the list; "" otherwise."""
    if any(item.in_use for item in items if item.kind == kind):
        return ""
    section = getattr(config, kind)
    return str(section.remote_model or section.model) if kind == "brain" else str(section.model or section.engine)


def _users(config: Config) -> dict[str, list[str]]:
    """Model -> the names of the characters that ask for it themselves."""
    users: dict[str, list[str]] = {}
    language = "ko" if config.language == "ko" else "en"
    for who in list_characters().characters:
        wanted = {who.brain or "", *(choice.model for choice in who.voices.values())} - {""}
        for model in wanted:
            users.setdefault(model, []).append(who.name(language if language in who.languages else who.languages[0]))
    return users


def _with_problem(item: Item, broken: list[ModelError]) -> Item:
    from dataclasses import replace

    mine = next((error for error in broken if item.folder and item.folder in error.message), None)
    return replace(item, problem=mine.message) if mine is not None else item
