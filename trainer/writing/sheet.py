"""The profile as a teacher reads it, and lines of hers as examples of her voice. Pure; any thread."""

import random
from collections.abc import Mapping, Sequence

from companion.persona.character import Character, Language
from trainer.dialogues import Dialogue
from trainer.rows import Line
from trainer.starter.brain import slots

_BUDGET = 3000  # characters of the sheet; a long backstory is shown a part at a time
_EXAMPLES, _LONGEST_EXAMPLE = 5, 160

_HEADINGS: dict[str, dict[Language, str]] = {
    "name": {"ko": "이름", "en": "Name"},
    "one_line": {"ko": "한 줄 소개", "en": "In one line"},
    "age": {"ko": "나이", "en": "Age"},
    "looks": {"ko": "겉모습", "en": "Looks"},
    "traits": {"ko": "성격", "en": "Traits"},
    "level": {"ko": "말투", "en": "Manner of speech"},
    "rules": {"ko": "말하는 규칙", "en": "Rules of speech"},
    "relations": {"ko": "아는 이들", "en": "People"},
    "user_relation": {"ko": "사용자와의 사이", "en": "The user and she"},
    "keywords": {"ko": "자주 나오는 말", "en": "Words of her world"},
    "knowledge_boundary": {"ko": "아는 것과 모르는 것", "en": "What she knows and does not know"},
    "backstory": {"ko": "지난 이야기", "en": "Story"},
}
_VOICE: dict[Language, str] = {
    "ko": "인물이 실제로 한 말 (말투의 본보기):",
    "en": "Things she really said (for her voice):",
}


def sheet(character: Character, language: Language, rng: random.Random) -> str:
    """At most about `_BUDGET` characters; which paragraphs of a long backstory are in it is up to `rng`."""
    speech = character.speech[language]
    people = "; ".join(
        f"{who.name[language]}: {who.role[language]}"
        for who in character.relations
        if language in who.name and language in who.role
    )
    parts: Mapping[str, str] = {
        "name": character.name(language),
        "one_line": character.one_line.get(language, ""),
        "age": character.age.get(language, ""),
        "looks": character.looks.get(language, ""),
        "traits": ", ".join(character.traits.get(language, ())),
        "level": speech.level,
        "rules": " ".join(speech.rules),
        "relations": people,
        "user_relation": character.user_relation.get(language, ""),
        "keywords": ", ".join(character.keywords),
        "knowledge_boundary": character.knowledge_boundary.get(language, ""),
    }
    lines = [f"- {_HEADINGS[key][language]}: {text}" for key, text in parts.items() if text]
    told = _some(character.backstory.get(language, ()), max(600, _BUDGET - sum(map(len, lines))), rng)
    if told:
        lines.append(f"- {_HEADINGS['backstory'][language]}: {' '.join(told)}")
    return "\n".join(lines)


def _some(paragraphs: Sequence[str], budget: int, rng: random.Random) -> list[str]:
    """As many paragraphs as fit, in their order."""
    if sum(map(len, paragraphs)) <= budget:
        return list(paragraphs)
    chosen: list[int] = []
    for index in rng.sample(range(len(paragraphs)), len(paragraphs)):
        if not chosen or sum(len(paragraphs[at]) for at in (*chosen, index)) <= budget:
            chosen.append(index)
    return [paragraphs[at][:budget] for at in sorted(chosen)]


class Voice:
    """Lines of hers: hand-written replies, lines of the sources, greetings."""

    def __init__(self, character: Character, dialogues: Sequence[Dialogue], lines: Sequence[Line]) -> None:
        self._lines: dict[Language, tuple[str, ...]] = {}
        for language in character.languages:
            written = [
                line.text
                for each in dialogues
                if each.language == language and not each.variant
                for turn in each.turns
                for line in turn.replies
                if not slots.names(line.text)
            ]
            read = [line.text for line in lines if line.language == language]
            greeted = [greeting.text for greeting in character.greetings.get(language, ())]
            known = dict.fromkeys(text for text in (*written, *read, *greeted) if len(text) <= _LONGEST_EXAMPLE)
            self._lines[language] = tuple(known)

    def examples(self, language: Language, rng: random.Random) -> str:
        """A few of them as a block of the prompt; "" if there are none."""
        known = self._lines.get(language, ())
        if not known:
            return ""
        chosen = rng.sample(known, min(_EXAMPLES, len(known)))
        return "\n".join(["", _VOICE[language], *(f"- {text}" for text in chosen), ""])
