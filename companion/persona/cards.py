"""Character cards V1, V2 and V3, in and out: PNG, JSON and CHARX files. Reads and writes files; any thread.

Everything in a card is kept as it came (`Card.data`, unknown keys and extensions too), so reading and writing lose
nothing. What the program understands of it is made by `card_character.py` and `lorebook.py`.
After the published specifications: V1 and V2 by malfoyslastname, V3 by kwaroran.
"""

import base64
import binascii
import copy
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from companion.errors import CharacterError
from companion.persona import card_charx, card_png
from companion.persona.archive import ArchiveError
from companion.persona.text_stream import whole

SUFFIXES = (".png", ".json", ".charx")
MAX_BYTES = 96 * 1024 * 1024
MAX_CHARS = 500_000  # of one text; the longest that people share are a tenth of that
Version = Literal[1, 2, 3]
TEXTS = ("name", "description", "personality", "scenario", "first_mes", "mes_example")
_V2_TEXTS = ("creator_notes", "system_prompt", "post_history_instructions", "creator", "character_version")
_LISTS = ("alternate_greetings", "tags", "group_only_greetings", "source")


@dataclass(frozen=True, slots=True)
class Card:
    """data: the `data` object of V2 and V3 (a V1 card's fields stand there too). top: other keys beside `data`.
    picture: the PNG that it came in. assets: files of a CHARX, name -> bytes."""

    version: Version
    data: dict[str, Any]
    top: dict[str, Any] = field(default_factory=dict)
    picture: bytes | None = None
    assets: dict[str, bytes] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.data["name"]).strip()

    def text(self, key: str) -> str:
        """A text field, "" where there is none."""
        value = self.data.get(key)
        return _lines(value) if isinstance(value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty ones fall away."""
        value = self.data.get(key)
        items = value if isinstance(value, list) else []
        return tuple(_lines(item) for item in items if isinstance(item, str) and item.strip())


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def looks_like(value: object) -> bool:
    """Whether a JSON value is a card of any version."""
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("data"), dict) and str(value.get("spec", "")).startswith("chara_card"):
        return True
    return {"name", "first_mes"} <= set(value) and ("description" in value or "personality" in value)


def read(path: Path) -> Card:
    """The card in a PNG, JSON or CHARX file, told by its content.

    Raises:
        CharacterError: unreadable, too large, damaged, or no card in it; the message names the file and the fix.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _wrong(path, f"it is larger than {MAX_BYTES // 1024**2} MiB", "card-too-large")
        data = path.read_bytes()
    except OSError as error:
        raise CharacterError(f"{path} can't be read: {error.strerror}.", code="card-unreadable") from error
    if data.startswith(card_png.SIGNATURE):
        return _from_png(path, data)
    if data.startswith(b"PK\x03\x04") or path.suffix.lower() == ".charx":
        try:
            text, assets = card_charx.read(path)
        except ArchiveError as error:
            raise _wrong(path, str(error), "card-damaged") from error
        return parse(_json(path, text), path, assets=assets)
    if data.startswith((b"\xff\xd8\xff", b"RIFF", b"GIF8")):
        raise _wrong(path, "pictures other than PNG carry no card", "card-missing", "Get the card as PNG or JSON.")
    return parse(_json(path, data), path)


def parse(value: object, path: Path, *, picture: bytes | None = None, assets: dict[str, bytes] | None = None) -> Card:
    """A card from its JSON value. path: only for messages. Raises CharacterError: no card, or its fields are wrong."""
    if not looks_like(value):
        raise _wrong(path, "there is no character card in it", "card-missing", "A card is a V1, V2 or V3 JSON object.")
    assert isinstance(value, dict)
    nested = isinstance(value.get("data"), dict)
    data: dict[str, Any] = _clean(value["data"] if nested else value)
    top = {key: item for key, item in value.items() if key not in ("data", "spec", "spec_version")} if nested else {}
    problems = [
        f"{key} must be a text" for key in (*TEXTS, *_V2_TEXTS) if not isinstance(data.get(key, ""), str | None)
    ]
    problems += [f"{key} must be a list of texts" for key in _LISTS if not _is_texts(data.get(key) or [])]
    problems += [
        f"{key} is longer than {MAX_CHARS:,} characters" for key in TEXTS if len(str(data.get(key))) > MAX_CHARS
    ]
    if not isinstance(data.get("name"), str) or not data["name"].strip():
        problems.append("name is empty")
    if not isinstance(data.get("character_book") or {}, dict):
        problems.append("character_book must be an object")
    if not isinstance(data.get("extensions") or {}, dict):
        problems.append("extensions must be an object")
    if problems:
        raise _wrong(path, "the card is wrong: " + "; ".join(problems), "card-invalid")
    spec = str(value.get("spec", "")) if nested else ""
    version: Version = 3 if spec == "chara_card_v3" else 2 if nested else 1
    return Card(version, data, top, picture, dict(assets or {}))


def _clean(value: Any) -> Any:
    """A copy without halves of surrogate pairs, which no file can hold."""
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, dict):
        return {whole(str(key)): _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list) else value


def encode(card: Card, version: Version) -> dict[str, Any]:
    """The JSON object of a card in a version. Fields that the version demands are filled in, none falls away."""
    if version == 1:
        return {**dict.fromkeys(TEXTS, ""), **copy.deepcopy(card.data)}
    defaults: dict[str, Any] = dict.fromkeys((*TEXTS, *_V2_TEXTS), "")
    defaults.update(alternate_greetings=[], tags=[], extensions={})
    if version == 3:
        defaults.update(group_only_greetings=[])
    data = {**defaults, **copy.deepcopy(card.data)}
    spec = {"spec": f"chara_card_v{version}", "spec_version": f"{version}.0"}
    return {**copy.deepcopy(card.top), **spec, "data": data}


def write(card: Card, path: Path, version: Version = 3) -> None:
    """Writes a card; the suffix says as what. A PNG holds V2 too, for programs that don't know V3.

    Raises:
        CharacterError: another suffix, a picture that is no PNG, or the file can't be written.
    """
    suffix = path.suffix.lower()
    try:
        if suffix == ".json":
            data = json.dumps(encode(card, version), ensure_ascii=False, indent=2).encode()
        elif suffix == ".png":
            data = _to_png(card, version)
        elif suffix == ".charx":
            data = card_charx.encode(_bytes(encode(card, 3)), card.assets)
        else:
            raise _wrong(path, "a card ends in .png, .json or .charx", "card-suffix", "Choose one of these.")
    except card_png.PngError as error:
        raise _wrong(path, str(error), "card-picture", "Use a whole PNG as its picture.") from error
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise CharacterError(f"{path} can't be written: {error.strerror}.", code="disk") from error
    finally:
        part.unlink(missing_ok=True)


def _to_png(card: Card, version: Version) -> bytes:
    texts = {"chara": base64.b64encode(_bytes(encode(card, min(version, 2))))}
    if version == 3:
        texts["ccv3"] = base64.b64encode(_bytes(encode(card, 3)))
    return card_png.with_texts(card.picture or card_png.blank(), texts, frozenset({"chara", "ccv3"}))


def _bytes(value: object) -> bytes:
    return whole(json.dumps(value, ensure_ascii=False)).encode()


def _from_png(path: Path, data: bytes) -> Card:
    try:
        texts = card_png.texts(data)
    except card_png.PngError as error:
        raise _wrong(path, str(error), "card-damaged") from error
    raw = texts.get("ccv3") or texts.get("chara")
    if not raw:
        hint = "Export it again as a character card; a picture that was edited or sent as a photo loses it."
        raise _wrong(path, "there is no character card in this picture", "card-missing", hint)
    if not raw.lstrip().startswith(b"{"):
        try:
            raw = base64.b64decode(b"".join(raw.split()), validate=True)
        except binascii.Error as error:
            raise _wrong(path, "the card in it is no base64", "card-damaged") from error
    return parse(_json(path, raw), path, picture=data)


def _json(path: Path, data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _wrong(path, "the card in it is no JSON in UTF-8", "card-damaged") from error


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _wrong(path: Path, what: str, code: str, hint: str = "Export the card again from where it came.") -> CharacterError:
    return CharacterError(f"{path}: {what}.", code=code, hint=hint)
