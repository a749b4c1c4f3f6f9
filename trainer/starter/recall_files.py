"""Writes the cast's `recall.jsonl`: `python -m trainer.starter.recall_files`. Main thread.

What the file holds follows from the dialogues alone, so a test can say whether it is up to date.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from companion.persona.recall import FILE_NAME, Exchange
from trainer.starter import cast, scenes


def text(exchanges: Iterable[Exchange]) -> str:
    """The file's lines."""
    return "".join(
        json.dumps(
            {
                "language": each.language,
                "ways": list(each.ways),
                "lines": [[mood.emotion, mood.intensity, words] for mood, words in each.lines],
                **({"after": sorted(each.after)} if each.after else {}),
                **({"lost": True} if each.lost else {}),
            },
            ensure_ascii=False,
        )
        + "\n"
        for each in exchanges
    )


def files() -> dict[Path, str]:
    """Path -> what belongs into it. Raises TrainingError."""
    found = scenes.exchanges(scenes.load(), lending=False)
    return {cast.folder(name) / FILE_NAME: text(found.get(name, [])) for name in cast.CAST}


def main() -> int:
    for path, content in files().items():
        part = path.with_name(f"{path.name}.part")
        part.write_text(content, encoding="utf-8")
        part.replace(path)
        print(f"{path.parent.name}: {content.count(chr(10))} exchanges")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
