"""The words of the windows as Qt Linguist files (.ts), and words that a person has changed there. Pure; any thread.

    python -m companion.ui.linguist FOLDER        # writes companion_en.ts and companion_ko.ts

The tables of `texts.py` are the source; `assets/i18n` holds what is made of them. Who wants other words opens a file in
Qt Linguist and lays it, under its name, into the folder `i18n` of their own data folder: it counts from the next start.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as Xml

from companion.errors import ConfigError
from companion.ui.texts import TEXTS, Language

_PLACES = re.compile(r"{(\w*)}")
_LARGEST = 4_000_000  # bytes of a file that is read


def file_name(language: Language) -> str:
    return f"companion_{language}.ts"


def written(language: Language) -> str:
    """The whole .ts of a language; the source text of each message is the English one, its id the key."""
    root = Xml.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = Xml.SubElement(root, "context")
    Xml.SubElement(context, "name").text = "companion"
    for key, words in TEXTS["en"].items():
        message = Xml.SubElement(context, "message", id=key)
        Xml.SubElement(message, "source").text = words
        Xml.SubElement(message, "translation").text = TEXTS[language][key]
    Xml.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def read(path: Path) -> dict[str, str]:
    """Finished translations by key.

    Raises:
        ConfigError: it can't be read, is no .ts, has an unknown id, or a translation has other places to fill in.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise _wrong(path, "it is too large")
        data = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(path, str(error)) from error
    if "<!ENTITY" in data:
        raise _wrong(path, "it declares entities")
    try:
        root = Xml.fromstring(data)
    except Xml.ParseError as error:
        raise _wrong(path, f"line {error.position[0]}: it is not valid XML") from error
    found = {}
    for message in root.iter("message"):
        key, translation = message.get("id", ""), message.find("translation")
        if key not in TEXTS["en"]:
            raise _wrong(path, f"there are no words `{key}`")
        if translation is None or translation.get("type") in ("unfinished", "vanished", "obsolete"):
            continue
        words = translation.text or ""
        if sorted(_PLACES.findall(words)) != sorted(_PLACES.findall(TEXTS["en"][key])):
            raise _wrong(path, f"`{key}` must fill in the same places as `{TEXTS['en'][key]}`")
        found[key] = words
    return found


def own(folder: Path, language: Language) -> Mapping[str, str]:
    """The person's words from `folder`; empty without a file. Raises ConfigError as `read` does."""
    path = folder / file_name(language)
    return read(path) if path.is_file() else {}


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print("Usage: python -m companion.ui.linguist FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for language in TEXTS:
        (folder / file_name(language)).write_text(written(language), encoding="utf-8")
    return 0


def _wrong(path: Path, why: str) -> ConfigError:
    return ConfigError(
        f"The translation {path} can't be used: {why}.",
        code="translation-wrong",
        hint="Mend it in Qt Linguist, or take it away; until then the built-in words are shown.",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
