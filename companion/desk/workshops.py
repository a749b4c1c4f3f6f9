"""Who is being made: the trainer's workspaces, read as files; and how a description gets into one. Pool threads.

Reads `<data>/training/<id>/` (docs/companion-train.md), writes character.yaml, dialogues/ and page.json there; the
trainer itself writes the rest. No Qt.
"""

import json
import re
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil
import yaml

from companion import paths
from companion.desk import strangers
from companion.errors import CharacterError, TrainingError
from companion.persona import bring, cards, character_text, own
from companion.persona.card_text import slug
from companion.persona.character import FILE_NAME, load_character
from companion.persona.emotion import canonical
from companion.ui.make.progress import Progress
from companion.ui.make.values import Gate, How, Report, Sample, Standing, Wish, Workshop

STAGES = 15
_SETTINGS = "page.json"
_TAIL = 3_000_000  # bytes of progress.jsonl that are read
_FELT = re.compile(r"^[\[(]([^\])]{1,20})[\])]\s*(.+)$", re.DOTALL)
_MOOD = ("smile", 0.5)
_FIRST = ("mine", "identity", "dialogue")


def root() -> Path:
    """Where all workspaces lie."""
    return paths.user_data() / "training"


def everyone() -> tuple[Workshop, ...]:
    """All workspaces, the one that was changed last first."""
    files = [file for file in root().glob("*/character.yaml") if not file.parent.name.startswith(".")]
    newest = sorted(files, key=lambda file: -max(file.stat().st_mtime, _time(file.parent / "progress.jsonl")))
    return tuple(look(file.parent) for file in newest)


def look(folder: Path) -> Workshop:
    """One of them."""
    try:
        her = load_character(folder)
        name, broken = her.title(her.languages[0]), False
    except CharacterError:
        name, broken = folder.name, True
    done = len(list(folder.glob("stages/*/manifest.json")))
    numbers = [int(path.name) for path in (folder / "versions").glob("*") if path.name.isdigit()]
    standing = "broken" if broken else _standing(folder, done)
    return Workshop(folder.name, name, standing, done, STAGES, max(numbers, default=0))


def _standing(folder: Path, done: int) -> Standing:
    if holder(folder) is not None:
        return "running"
    registered = _time(folder / "stages/register/manifest.json")
    evaluated = _time(folder / "stages/evaluate/manifest.json")
    changed = max(_time(folder / name) for name in ("character.yaml", "recipe.yaml"))
    if evaluated and changed <= evaluated:
        return "in_menu" if registered >= evaluated else "passed"
    card = folder / "stages/evaluate/card.json"
    if _time(card) >= changed and not evaluated and (report := _json(card)) and report.get("passed") is False:
        return "not_passed"
    return "unfinished" if done else "draft"


def holder(folder: Path) -> int | None:
    """The process that works in a workspace now."""
    record = _json(folder / "lock")
    try:
        pid, born = int(record["pid"]), float(record["born"])
        return pid if abs(psutil.Process(pid).create_time() - born) < 2 else None
    except (KeyError, TypeError, ValueError, psutil.Error):
        return None


def progress(folder: Path) -> Progress:
    """How far it is, from what it wrote down; whoever was killed in the middle has stopped."""
    state = Progress()
    for name in ("progress.1.jsonl", "progress.jsonl"):
        for line in _lines(folder / name):
            state = state.after(line)
    return state if holder(folder) is not None else state.ended()


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            file.seek(max(0, size - _TAIL))
            raw = file.read(_TAIL)
    except OSError:
        return
    for line in raw.split(b"\n"):
        try:
            data = json.loads(line)
        except ValueError:
            continue
        if isinstance(data, dict):
            yield data


# --- the person's wishes ---


def free_id(name: str, reserved: Iterable[str] = ()) -> str:
    """An id for someone new: neither a workspace nor a character has it. reserved: ids that mean something else."""
    base = slug(name)[:50]
    found, number = base, 1
    taken = set(reserved)
    while found in taken or (root() / found).exists() or own.known(found):
        number += 1
        found = f"{base}_{number}"
    return found


def apply(folder: Path, wish: Wish) -> None:
    """What was described goes into her sheet and her dialogues. Comments stay.

    Raises:
        CharacterError: a field is too long or wrong; the message names it.
        TrainingError: the disk refuses.
    """
    file = folder / FILE_NAME
    try:
        text = file.read_text(encoding="utf-8")
        sheet = character_text.data(text)
        languages = [str(one) for one in sheet.get("languages") or ()]
        language = wish.language if wish.language in languages else (languages or [wish.language])[0]
        for key, value in _fields(sheet, wish, language).items():
            text = character_text.set_key(text, key, value)
        own.write(file, text.encode())
        picture = next(filter(None, map(_picture, wish.sources)), None)
        if picture is not None:
            bring.give_look(folder, picture)
        look = bring.PICTURED if picture is not None else None  # nobody's: she gets a look of her own by her id
        if picture is not None or not wish.begin:
            text = character_text.set_key(text, "avatar", look)
            own.write(file, text.encode())
        if wish.examples:
            dialogues = folder / "dialogues" / f"{language}_mine.yaml"
            dialogues.parent.mkdir(exist_ok=True)
            own.write(dialogues, _dialogues(wish, language).encode())
        her = load_character(folder)
        if len(her.languages) == 1 and not wish.begin:
            asked = strangers.dialogues(
                language, her.name(language), casual="반말" in her.speech[her.languages[0]].level
            )
            own.write(folder / "dialogues" / f"{language}_strangers.yaml", asked.encode())
    except OSError as error:
        raise TrainingError(f"{folder} can't be written: {error.strerror}.", code="disk") from error
    except CharacterError as error:
        raise CharacterError(error.message.replace(str(file), folder.name), code=error.code, hint=error.hint) from error


def _picture(path: Path) -> bytes | None:
    """How a card shows her."""
    if path.suffix.lower() != ".png" or not path.is_file():
        return None
    try:
        return bring.shown_picture(cards.read(path))
    except CharacterError:
        return None  # a picture without a card


def dress(character_id: str) -> None:
    """Her look goes with her into the app, where she has none of her own yet. Raises TrainingError."""
    look, there = root() / character_id / "avatar", paths.user_characters() / character_id / "avatar"
    try:
        if look.is_dir() and there.parent.is_dir() and not there.exists():
            shutil.copytree(look, there)
    except OSError as error:
        raise TrainingError(f"{there} can't be written: {error.strerror}.", code="disk") from error


def _fields(sheet: dict[str, Any] | Any, wish: Wish, language: str) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for key, value in (
        ("one_line", wish.one_line),
        ("traits", list(wish.traits)),
        ("backstory", list(wish.backstory)),
        ("user_relation", wish.user_relation),
    ):
        if value:
            before = sheet.get(key)
            changed[key] = {**(before if isinstance(before, dict) else {}), language: value}
    before = sheet.get("speech")
    speech: dict[str, Any] = dict(before) if isinstance(before, dict) else {}
    hers: dict[str, Any] = dict(speech.get(language) or {})
    if wish.level and wish.level != hers.get("level"):
        hers = {"level": wish.level, **({"forbidden": hers["forbidden"]} if "forbidden" in hers else {})}
        changed |= dict.fromkeys(("greetings", "pardons", "pats", "pokes"))  # they speak in the manner of before
    if wish.rules:
        hers["rules"] = list(wish.rules)
    if hers != speech.get(language):
        changed["speech"] = {**speech, language: hers}
    if wish.greeting:
        emotion, intensity, words = felt(wish.greeting)
        before = None if "greetings" in changed else sheet.get("greetings")
        said = [{"text": words, "emotion": emotion, "intensity": intensity}]
        changed["greetings"] = {**(before if isinstance(before, dict) else {}), language: said}
    return changed


def felt(line: str) -> tuple[str, float, str]:
    """A line with its feeling: `[joy] Hello!`; without one she smiles."""
    found = _FELT.match(line.strip())
    emotion = canonical(found.group(1)) if found else None
    if found is None or emotion is None:
        return (*_MOOD, line.strip())
    return emotion, 0.6, found.group(2).strip()


def _dialogues(wish: Wish, language: str) -> str:
    talks = []
    for said, answer in wish.examples:
        emotion, intensity, words = felt(answer)
        talks.append([said, f"{emotion} {intensity:g} {words}"])
    data = {"language": language, "topic": "in her own words", "dialogues": talks}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)


def remember(folder: Path, how: How) -> None:
    """How she is made, for the next time."""
    record = {
        "preset": how.preset,
        "base": how.base,
        "teacher": how.teacher,
        "teacher_model": how.teacher_model,
        "settings": list(how.settings),
    }
    own.write(folder / _SETTINGS, (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())


def remembered(folder: Path) -> How:
    """What `remember` kept; the recipe's own preset where nothing was."""
    record = _json(folder / _SETTINGS)
    if not record:
        try:
            recipe = character_text.data((folder / "recipe.yaml").read_text(encoding="utf-8"))
        except (OSError, CharacterError):
            recipe = {}
        return How(str(recipe.get("preset") or "starter"))
    settings = record.get("settings")
    return How(
        str(record.get("preset") or "starter"),
        str(record.get("base") or ""),
        str(record.get("teacher") or ""),
        str(record.get("teacher_model") or ""),
        tuple(str(one) for one in settings) if isinstance(settings, list) else (),
    )


def arguments(how: How) -> list[str]:
    """Of `run` and `plan`."""
    words = ["--preset", how.preset] if how.preset else []
    words += ["--base", how.base] if how.base else []
    settings = list(how.settings)
    if how.teacher:
        settings += ["teacher.engine=openai_compatible", f"teacher.url={how.teacher}"]
    if how.teacher_model:
        settings.append(f"teacher.model={how.teacher_model}")
    for setting in settings:
        words += ["--set", setting]
    return words


# --- what came of it ---


def report(folder: Path) -> Report:
    """Her report card. Raises TrainingError: there is none, or it is damaged."""
    path = folder / "stages/evaluate/card.json"
    data = _json(path)
    if not data:
        raise TrainingError(f"{path} can't be read.", code="card-missing", hint="Let her be made once more.")
    parts = data.get("variants")
    part = next(iter(parts.values()), {}) if isinstance(parts, dict) else {}
    whole = folder / "stages/evaluate/card.html"
    model, settings = part.get("model") or {}, data.get("settings") or {}
    return Report(
        passed=data.get("passed") is True,
        gates=tuple(_gate(row) for row in data.get("gates") or () if isinstance(row, dict)),
        samples=tuple(_sample(row) for row in part.get("samples") or () if isinstance(row, dict)),
        answers=int(part.get("answers") or 0),
        bytes=int(model.get("bytes") or 0),
        base=str(settings.get("base") or ""),
        file=whole if whole.is_file() else None,
    )


def learned(folder: Path, most: int = 4) -> tuple[Sample, ...]:
    """A few lines that she learns from, of different kinds, her own first."""
    kinds: dict[str, list[Sample]] = {}
    for row in _lines(folder / "stages/prepare/rows/train.jsonl"):
        talk = row.get("exchanges")
        if isinstance(talk, list) and talk and isinstance(talk[0], dict):
            first = talk[0]
            one = Sample(str(first.get("user", "")), str(first.get("text", "")), str(first.get("emotion", "neutral")))
            kind = "mine" if "mine" in str(row.get("id")) else str(row.get("kind"))
            kinds.setdefault(kind, []).append(one)
    order = [*(kind for kind in _FIRST if kind in kinds), *(kind for kind in kinds if kind not in _FIRST)]
    found = [kinds[kind][len(kinds[kind]) // 2] for kind in order]
    return tuple(found[:most])


def throw_away(folder: Path) -> own.Away:
    """Moves a workspace into the trash. Raises TrainingError: someone works in it, or the disk refuses."""
    if holder(folder) is not None:
        raise TrainingError(f"{folder.name} is being made.", code="workspace-busy", hint="Stop that first.")
    target = paths.user_data() / "trash" / "training" / f"{folder.name}-{time.strftime('%Y%m%d-%H%M%S')}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder, target)
    except OSError as error:
        raise TrainingError(f"{folder} can't be moved: {error.strerror}.", code="disk") from error
    return own.Away(folder.name, target, folder)


def bring_back(away: own.Away) -> None:
    """Undoes `throw_away`. Raises TrainingError."""
    if away.came.exists():
        raise TrainingError(f"There is a {away.id} again already.", code="workspace-exists")
    try:
        shutil.move(away.folder, away.came)
    except OSError as error:
        raise TrainingError(f"{away.folder} can't be moved: {error.strerror}.", code="disk") from error


def forget_draft(folder: Path) -> bool:
    """Deletes a workspace in which nothing was made yet; True when it is gone."""
    if not folder.is_dir() or (folder / "stages").exists() or (folder / "versions").exists() or holder(folder):
        return False
    shutil.rmtree(folder)
    return True


def _gate(row: dict[str, Any]) -> Gate:
    value = row.get("value")
    return Gate(
        name=str(row.get("name")),
        value=float(value) if isinstance(value, int | float) else None,
        limit=float(row.get("limit") or 0.0),
        sense="most" if row.get("sense") == "most" else "least",
        passed=row.get("passed") is not False,
        mend=str(row.get("mend") or ""),
    )


def _sample(row: dict[str, Any]) -> Sample:
    faults = tuple(str(one) for one in row.get("faults") or ())
    return Sample(str(row.get("question", "")), str(row.get("text", "")), str(row.get("emotion", "neutral")), faults)


def _time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
