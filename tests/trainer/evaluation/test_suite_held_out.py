"""The held-out material is as large as it should be, and nothing that a person says in it is trained on."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.trainer.evaluation.suite_parts import HELD_OUT
from trainer.evaluation.cases import letters
from trainer.evaluation.suite import material

ROOT = Path(__file__).resolve().parents[3]
TAUGHT = ("characters/*/dialogues", "trainer/examples/*/dialogues", "trainer/starter/brain/data")
SHORT = 12  # letters; a conversation may hold the short answers that everybody gives
SUITE = material(HELD_OUT)
_SLOT = re.compile(r"\{[^}]*\}")


def test_how_much_there_is() -> None:
    assert len(SUITE.turns) >= 320 and len(SUITE.probes) >= 110 and len(SUITE.talks) >= 42 and len(SUITE.odd) >= 110
    assert sum(step.needs_context for talk in SUITE.talks for step in talk.turns) >= 100
    for entries in (SUITE.turns, SUITE.probes, SUITE.talks, SUITE.odd):
        piles = Counter((one.character, one.language) for one in entries)
        assert len(piles) == 14 and min(piles.values()) * 14 >= 0.8 * len(entries)


def test_a_conversation_asks_for_its_own_words() -> None:
    """Where she must remember, her answer can't be read off the question."""
    for talk in SUITE.talks:
        last = talk.turns[-1]
        asked = last.user.casefold()
        assert not all(re.search(pattern, asked) for pattern in last.expects) or not last.needs_context, talk.id


def texts() -> Iterator[tuple[Path, str]]:
    """Every text in the training files, each way to say a thing by itself."""
    for pattern in TAUGHT:
        for folder in ROOT.glob(pattern):
            for path in sorted(folder.glob("*.yaml")):
                root = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
                for text in _strings(root):
                    yield from ((path, way) for way in text.split("|"))


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)


@pytest.fixture(scope="module")
def taught() -> tuple[dict[str, Path], list[tuple[re.Pattern[str], Path]]]:
    """Texts by their letters; and those with slots as patterns, whose fixed letters outweigh the filled in."""
    plain: dict[str, Path] = {}
    slotted = []
    for path, text in texts():
        if _SLOT.search(text):
            parts = [re.escape(letters(part)) for part in _SLOT.split(text)]
            most = min(12, sum(map(len, parts)) // (len(parts) - 1))
            if most >= 2:
                slotted.append((re.compile(rf"\w{{1,{most}}}".join(parts)), path))
        else:
            plain.setdefault(letters(text), path)
    return plain, slotted


def test_nothing_of_it_is_trained_on(
    taught: tuple[dict[str, Path], list[tuple[re.Pattern[str], Path]]],
) -> None:
    plain, slotted = taught
    assert len(plain) > 10_000 and len({path.parent for path in plain.values()}) >= 7
    known = []
    for name, text, _ in SUITE.said():
        said = letters(text)
        if not said or (name.startswith("talk-") and len(said) <= SHORT):
            continue
        found = plain.get(said) or next((path for pattern, path in slotted if pattern.fullmatch(said)), None)
        if found is not None:
            known.append(f"{name}: {text} ({found.relative_to(ROOT)})")
    assert not known, "Write these anew, in the held-out material:\n" + "\n".join(known)


def test_a_text_that_is_trained_on_would_be_found(
    taught: tuple[dict[str, Path], list[tuple[re.Pattern[str], Path]]],
) -> None:
    plain, slotted = taught
    assert any(len(text) > SHORT for text in plain)
    assert not slotted or all(pattern.fullmatch("") is None for pattern, _ in slotted)
