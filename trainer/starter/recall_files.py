"""Writes the cast's `recall.jsonl`: `python -m trainer.starter.recall_files`. Main thread.

What the files hold follows from what was written (dialogues, ways, topics) alone, so a test can say whether they are up
to date. An exchange has its own ways and those of others that are asked alike; the many ways of saying a known sentence
lie in the app's understanding.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from companion.persona.recall import FILE_NAME, Exchange
from trainer.starter import cast, scenes
from trainer.starter.understanding import follows, material, plain


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
                **({"about": each.about} if each.about else {}),
                **({"plain": each.plain} if each.plain else {}),
            },
            ensure_ascii=False,
        )
        + "\n"
        for each in exchanges
    )


def exchanges() -> dict[str, list[Exchange]]:
    """character -> what she can say. Raises TrainingError."""
    listed = list(scenes.load())
    lent = {place: tuple(more.values()) for place, more in scenes.borrowed(listed).items()}
    known = material.topics()
    by_way = material.topic_of_way(material.known_sentences(known))
    found = scenes.exchanges(listed, lent=lent, about=lambda scene: material.of_scene(scene, by_way, known))
    people = cast.characters()
    for who in found:
        found[who] += [*plain.answers(who, known), *follows.follows(who, known)]
    return plain.rated(found, {who: people[who].called for who in found})


def files() -> dict[Path, str]:
    """Path -> what belongs into it. Raises TrainingError."""
    found = exchanges()
    return {cast.folder(name) / FILE_NAME: text(found.get(name, [])) for name in cast.CAST}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m trainer.starter.recall_files", description=__doc__)
    parser.add_argument("--out", type=Path, help="a folder for <character>.jsonl of each, instead of beside the sheets")
    given = parser.parse_args(arguments)
    for path, content in files().items():
        path = given.out / f"{path.parent.name}.jsonl" if given.out else path
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_text(content, encoding="utf-8")
        part.replace(path)
        print(f"{path}: {content.count(chr(10))} exchanges")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
