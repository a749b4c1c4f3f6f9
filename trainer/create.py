"""`companion-train new`: a workspace that can be run at once. Writes it aside and renames; nothing is ever overwritten.

It begins with the shipped example of that id (trainer/examples/ or one of the app's characters), or with
trainer/blank/: a friendly profile and a few hand-written conversations with her name in them. Main thread.
"""

import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from companion import paths
from companion.errors import CharacterError, TrainingError
from companion.persona import recall
from companion.persona.card_character import Imported
from companion.persona.character import LANGUAGES, Language, load_character
from companion.persona.character_text import set_key
from companion.persona.particles import particle
from trainer import dialogues, profile, recipe
from trainer.workspace import Workspace

_HERE = Path(__file__).resolve().parent
EXAMPLES = _HERE / "examples"
BLANK = _HERE / "blank"
CASUAL = _HERE / "blank_casual"
_HER = re.compile(r"\{her_(ko|en)(?::([가-힣]+))?\}")
_UNWRITABLE = re.compile(r'["\\|{}\[\]<>#\x00-\x1f\x7f]')
_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person said. names: per language, may be empty. languages: () = as it comes. sources: files, folders.
    example: "" = the one with that id, if there is one. preset: "" = the example's, or `starter`. casual: the blank one
    talks in 반말 rather than 해요체."""

    names: Mapping[Language, str]
    languages: tuple[Language, ...] = ()
    preset: str = ""
    example: str = ""
    sources: tuple[Path, ...] = ()
    casual: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """example: with which it began, "" = the blank one. copied: files in sources/. profile: the card that it was filled
    from, "" = none. notes: what a person should know."""

    workspace: Workspace
    example: str
    copied: int
    profile: str
    notes: tuple[str, ...]


def examples() -> tuple[str, ...]:
    """Ids of the shipped examples: those of the trainer, and the app's characters."""
    found = [*EXAMPLES.glob("*/recipe.yaml"), *paths.shipped_characters().glob("*/recipe.yaml")]
    return tuple(sorted({file.parent.name for file in found}))


def example_folder(name: str) -> Path:
    """Where the example of this id lies."""
    own = EXAMPLES / name
    return own if own.is_dir() else paths.shipped_characters() / name


def create(workspace: Workspace, wish: Wish) -> Made:
    """Makes the workspace.

    Raises:
        TrainingError: it is there already, a name or file can't be used, or the disk refuses. Nothing is left then.
    """
    if workspace.used:
        go_on = f"Go on with: companion-train run {workspace.id}; or choose another id."
        raise TrainingError(
            f"{workspace.folder} is there already"
            + ("." if workspace.character_file.is_file() else ", without a character.yaml."),
            code="workspace-exists",
            hint=go_on if workspace.character_file.is_file() else workspace.headless,
        )
    example = _example(workspace.id, wish.example)
    if wish.preset:
        recipe.preset(wish.preset)
    files = _sources(wish.sources, workspace.folder)
    found = profile.find(files, workspace.id, wish.languages[0] if len(wish.languages) == 1 else None)
    card = found[1] if found else None
    parent = workspace.folder.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=parent) as aside:
            draft = Workspace(Path(aside) / workspace.id)
            notes = _write(draft, wish, example, card)
            for source, target in files.items():
                _copy(source, draft.sources / target)
            _check(draft)
            draft.folder.rename(workspace.folder)
    except OSError as error:
        raise TrainingError(
            f"{workspace.folder} can't be made: {error.strerror or error}.", code="disk", hint="Check disk and folder."
        ) from error
    return Made(workspace, example, len(files), found[0].name if found else "", notes)


def _write(draft: Workspace, wish: Wish, example: str, card: Imported | None) -> tuple[str, ...]:
    """The files of the example, or the blank ones, with her id, name and, if there is a card, her profile."""
    told: dict[Language, str] = dict(card.fields["names"]) if card else {}
    names = _names(draft.id, {**told, **wish.names})
    origin = example_folder(example) if example else BLANK
    shutil.copytree(origin, draft.folder, ignore=shutil.ignore_patterns("__pycache__", ".*", recall.FILE_NAME))
    for folder in (draft.sources, draft.dialogues, draft.prompts):
        folder.mkdir(exist_ok=True)
    for file in sorted(draft.folder.rglob("*.yaml")):
        text = file.read_text(encoding="utf-8").replace("{id}", draft.id).replace("{preset}", wish.preset or "starter")
        file.write_text(_named(text, names), encoding="utf-8")
    _edit(draft.character_file, r"^id:.*$", f"id: {draft.id}")
    notes = _rename(draft, wish, example) if example else []
    if card is not None:
        _only(draft, tuple(card.fields["languages"]))
        own = {language: name for language, name in wish.names.items() if language in card.fields["languages"]}
        fields = {**card.fields, "names": {**card.fields["names"], **own}}
        others = [name for language, name in told.items() if own.get(language, name) != name]
        if others:  # the card's talks are hers under the card's name
            fields["aliases"] = list(dict.fromkeys([*fields.get("aliases", ()), *others]))
        draft.character_file.write_text(replace(card, fields=fields).yaml(), encoding="utf-8")
        notes += [
            *card.notes,
            "the conversations in dialogues/ are not in her manner yet; write them as she would talk",
        ]
    elif wish.languages:
        _only(draft, wish.languages)
    if wish.casual and not example:
        _relax(draft, names, sheet=card is None)
    return tuple(notes)


def _relax(draft: Workspace, names: Mapping[Language, str], *, sheet: bool) -> None:
    """반말 for 해요체, in the conversations and, unless a card told who she is, in what her profile says in Korean."""
    text = draft.character_file.read_text(encoding="utf-8")
    told = yaml.safe_load(text)
    if "ko" not in told["languages"]:
        return
    for file in sorted((CASUAL / "dialogues").glob("*.yaml")):
        (draft.dialogues / file.name).write_text(_named(file.read_text(encoding="utf-8"), names), encoding="utf-8")
    if sheet:
        for key, value in yaml.safe_load(_named((CASUAL / "sheet.yaml").read_text(encoding="utf-8"), names)).items():
            text = set_key(text, key, {**told[key], "ko": value})
        draft.character_file.write_text(text, encoding="utf-8")


def _named(text: str, names: Mapping[Language, str]) -> str:
    return _HER.sub(lambda found: _word(found, names), text)


def _rename(draft: Workspace, wish: Wish, example: str) -> list[str]:
    """Another preset and another name for an example."""
    if wish.preset:
        _edit(draft.recipe_file, r"^preset:.*$", f"preset: {wish.preset}")
    for language, name in wish.names.items():
        _edit(draft.character_file, rf"^(names:\n(?:  .*\n)*?)  {language}:.*$", rf'\g<1>  {language}: "{name}"')
    return [f"the conversations in dialogues/ still speak of {example}; write her name there"] if wish.names else []


def _only(draft: Workspace, languages: tuple[Language, ...]) -> None:
    """Takes the other languages out of the profile and the dialogues."""
    for other in (language for language in LANGUAGES if language not in languages):
        text = draft.character_file.read_text(encoding="utf-8")
        draft.character_file.write_text(without(text, other), encoding="utf-8")
        for file in draft.dialogues.rglob("*.yaml"):
            if re.search(rf"^language:\s*{other}\b", file.read_text(encoding="utf-8"), re.MULTILINE):
                file.unlink()
    _edit(draft.character_file, r"^languages:.*$", f"languages: [{', '.join(languages)}]")


def without(text: str, language: str) -> str:
    """A profile without one language: entries `ko:` in block and flow style; all comments stay."""
    kept: list[str] = []
    deeper: int | None = None
    blank = 0
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip())
        if deeper is not None and (not line.strip() or indent > deeper):
            blank = 0 if line.strip() else blank + 1
            continue
        kept += [""] * blank
        blank = 0
        deeper = indent if re.match(rf"\s+{language}:(\s|$)", line) else None
        if deeper is None:
            kept.append(_flow(line, language))
    return "\n".join(kept)


def _flow(line: str, language: str) -> str:
    value = r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^,{}\"']+)"
    line = re.sub(rf"(\{{\s*){language}:\s*{value}\s*,\s*", r"\1", line)
    return re.sub(rf",\s*{language}:\s*{value}(?=\s*\}})", "", line)


def _check(draft: Workspace) -> None:
    """What was written can be read: a fault here is the card's or the name's."""
    try:
        load_character(draft.folder)
    except CharacterError as error:
        raise TrainingError(
            error.message.replace(str(draft.folder.parent), "…"), code=error.code, hint="Choose other names or sources."
        ) from error
    recipe.load(draft.recipe_file)
    dialogues.load(draft.dialogues)


def _names(name: str, wished: Mapping[Language, str]) -> dict[Language, str]:
    for text in wished.values():
        if not text.strip() or len(text) > 60 or _UNWRITABLE.search(text):
            raise TrainingError(
                f"{text!r} can't be a name.",
                code="name-invalid",
                hint='A name has at most 60 characters and none of " \\ | # { } [ ] < >.',
            )
    plain = " ".join(part.capitalize() for part in name.split("_") if part) or name
    return {"ko": wished.get("ko") or wished.get("en") or plain, "en": wished.get("en") or plain}


def spoken(texts: Iterable[str]) -> dict[Language, str]:
    """Names as they are given: `ko=라푼젤`, `en=Rapunzel`, or just one, whose letters say for which language it is."""
    names: dict[Language, str] = {}
    for text in texts:
        key, separator, rest = text.partition("=")
        if separator and key.strip() == "ko":
            names["ko"] = rest.strip()
        elif separator and key.strip() == "en":
            names["en"] = rest.strip()
        else:
            names["ko" if _HANGUL.search(text) else "en"] = text.strip()
    return names


def _example(name: str, wished: str) -> str:
    if wished and wished not in examples():
        raise TrainingError(
            f"There is no example {wished!r}.",
            code="example-unknown",
            hint=f"Examples: {', '.join(examples()) or 'none'}.",
        )
    return wished or (name if name in examples() else "")


def _sources(given: Iterable[Path], workspace: Path) -> dict[Path, Path]:
    """File -> its place below sources/. Hidden files are left out; the same name twice gets a number."""
    found: dict[Path, Path] = {}
    for path in given:
        path = path.expanduser()
        if not path.exists():
            raise TrainingError(f"{path} is not there.", code="source-missing", hint="Check the name after --from.")
        path = path.resolve()
        if path.is_dir() and workspace.is_relative_to(path):
            raise TrainingError(
                f"{path} holds the workspace itself.", code="source-invalid", hint="Choose the folder with the texts."
            )
        inside = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in inside:
            place = file.relative_to(path.parent)
            if not any(part.startswith(".") for part in place.parts):
                found[file] = _free(place, set(found.values()))
    return found


def _free(place: Path, taken: set[Path]) -> Path:
    number, free = 1, place
    while free in taken:
        number += 1
        free = place.with_name(f"{place.stem}-{number}{place.suffix}")
    return free


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _word(found: re.Match[str], names: Mapping[Language, str]) -> str:
    name = names["ko" if found.group(1) == "ko" else "en"]
    return particle(name, found.group(2)) if found.group(2) else name


def _edit(file: Path, pattern: str, line: str) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(pattern, line, text, count=1, flags=re.MULTILINE), encoding="utf-8")
