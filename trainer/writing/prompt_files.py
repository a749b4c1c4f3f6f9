"""The words a teacher is asked with: trainer/prompts/<name>.<language>.txt, or the workspace's prompts/ instead.

A file holds the system turn and the user turn, apart by a line `---`. `{{name}}` stands for a value. Any thread.
"""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path

from companion.errors import TrainingError
from companion.persona.character import Language
from companion.persona.prompt import Message

FOLDER = Path(__file__).resolve().parent.parent / "prompts"
NAMES = ("scenes", "scenes_passage", "dialogue", "script", "qa", "identity", "protective", "general", "lines")
_VALUE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_APART = re.compile(r"^---\s*$", re.MULTILINE)
_MOST_BYTES = 64 * 1024


class Prompts:
    """own: the workspace's prompts/, which may be missing or hold some of the files."""

    def __init__(self, own: Path) -> None:
        self._own = own
        self._texts: dict[str, str] = {}
        self._check_names()

    def messages(self, name: str, language: Language, values: Mapping[str, str]) -> tuple[Message, ...]:
        """The filled prompt.

        Raises:
            TrainingError: the file can't be read, has no `---`, or asks for a value that does not exist.
        """
        file = f"{name}.{language}.txt"
        text = self._texts.get(file) or self._read(file)
        self._texts[file] = text

        for found in _VALUE.finditer(text):
            if found.group(1) not in values:
                line = text.count("\n", 0, found.start()) + 1
                wrong = f"there is no {{{{{found.group(1)}}}}}"
                raise self._wrong(file, line, wrong, found.group(1), tuple(values))
        parts = _APART.split(text)
        if len(parts) != 2:
            raise self._wrong(file, 1, "system and user turn must be apart by one line `---`")
        filled = [
            re.sub(r"\n{3,}", "\n\n", _VALUE.sub(lambda found: values[found.group(1)], part)).strip() for part in parts
        ]
        return Message("system", filled[0]), Message("user", filled[1])

    def _read(self, file: str) -> str:
        path = self._path(file)
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise self._wrong(file, 1, f"it is larger than {_MOST_BYTES // 1024} KiB")
            return path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise TrainingError(
                f"{path} can't be read as UTF-8 text.", code="prompt-invalid", hint="Save it as UTF-8, or remove it."
            ) from error

    def _path(self, file: str) -> Path:
        own = self._own / file
        return own if own.is_file() else FOLDER / file

    def _check_names(self) -> None:
        known = [f"{name}.{language}.txt" for name in NAMES for language in ("ko", "en")]
        for path in sorted(self._own.glob("*")) if self._own.is_dir() else ():
            if path.suffix == ".txt" and path.name not in known:
                near = difflib.get_close_matches(path.name, known, n=1)
                raise TrainingError(
                    f"{path} replaces no prompt" + (f"; did you mean `{near[0]}`?" if near else "."),
                    code="prompt-unknown",
                    hint=f"Prompts: {', '.join(known)}.",
                )

    def _wrong(self, file: str, line: int, text: str, name: str = "", known: tuple[str, ...] = ()) -> TrainingError:
        near = difflib.get_close_matches(name, known, n=1)
        return TrainingError(
            f"{self._path(file)}, line {line}: {text}" + (f"; did you mean {{{{{near[0]}}}}}?" if near else "."),
            code="prompt-invalid",
            hint=f"Values: {', '.join(known)}." if known else "trainer/prompts/ shows how such a file looks.",
        )
