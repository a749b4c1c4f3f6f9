"""What the tests of hand-written characters measure: her card and all her conversations."""

import re
from collections import Counter
from dataclasses import dataclass

from companion.persona.character import Character, Speech, list_characters, load_character
from trainer import dialogues
from trainer.create import example_folder
from trainer.data import leaks, manner
from trainer.dialogues import Dialogue, Line, Turn

LANGUAGES = ("ko", "en")
MAIN = ("snow_white", "ruby")


@dataclass(frozen=True, slots=True)
class Written:
    """One example of the trainer, as it was written."""

    character: Character
    dialogues: tuple[Dialogue, ...]

    def speech(self, language: str) -> Speech:
        return dict(self.character.speech)[language]  # type: ignore[index]

    def turns(self, language: str) -> list[Turn]:
        return [turn for dialogue in self.dialogues if dialogue.language == language for turn in dialogue.turns]

    def replies(self, language: str) -> list[str]:
        return [reply.text for turn in self.turns(language) for reply in turn.replies]

    def lines(self) -> list[Line]:
        return [reply for language in LANGUAGES for turn in self.turns(language) for reply in turn.replies]

    def kinds(self) -> set[tuple[str, str]]:
        return {(dialogue.language, dialogue.kind) for dialogue in self.dialogues}

    def felt(self) -> dict[str, set[float]]:
        """Each emotion that occurs, with its intensities."""
        found: dict[str, set[float]] = {}
        for line in self.lines():
            found.setdefault(line.emotion, set()).add(line.intensity)
        return found

    def loudness(self) -> list[float]:
        """The mean number of exclamation marks and pictures in each fifth of intensity that occurs, weakest first."""
        loud: dict[int, list[int]] = {}
        for line in self.lines():
            count = line.text.count("!") + sum(ord(char) > 0x1F000 for char in line.text)
            loud.setdefault(min(4, int(line.intensity * 5)), []).append(count)
        return [sum(counts) / len(counts) for _, counts in sorted(loud.items())]

    def rate(self, regex: str, language: str) -> float:
        said = self.replies(language)
        return sum(bool(re.search(regex, text)) for text in said) / len(said)

    def too_rare(self, language: str) -> list[str]:
        """Markers of her card that do not reach their rate."""
        markers = self.speech(language).markers
        return [marker.name for marker in markers if self.rate(marker.regex, language) <= marker.min_rate]

    def said_against_her_card(self, language: str) -> list[str]:
        patterns = self.speech(language).forbidden
        return [text for text in self.replies(language) if any(re.search(pattern, text) for pattern in patterns)]

    def like_others(self) -> list[tuple[str, str]]:
        """Main characters of the app whose first marker reaches half of their own rate in her replies."""
        return [
            (other.id, speech.markers[0].name)
            for other in list_characters().characters
            if other.id in MAIN and other.id != self.character.id
            for language, speech in other.speech.items()
            if self.rate(speech.markers[0].regex, language) >= speech.markers[0].min_rate / 2
        ]

    def faults(self) -> list[object]:
        """Replies that leak a model, or leave 반말."""
        leaked = [leaks.leak(line.text, self.character) for line in self.lines()]
        level = [manner.off_level(text, "casual") for text in self.replies("ko")]
        return [fault for fault in (*leaked, *level) if fault]

    def asked(self, regex: str) -> list[Turn]:
        """The turns in which a person says something that matches, in any case."""
        turns = [turn for language in LANGUAGES for turn in self.turns(language)]
        return [turn for turn in turns if any(re.search(regex, way, re.IGNORECASE) for way in turn.ways)]

    def asked_twice(self) -> list[tuple[str, str]]:
        """Questions that open more than one dialogue of a single turn."""
        single = [dialogue for dialogue in self.dialogues if len(dialogue.turns) == 1]
        ways = [(dialogue.language, way.casefold()) for dialogue in single for way in dialogue.turns[0].ways]
        return [way for way, count in Counter(ways).items() if count > 1]


def written(character_id: str) -> Written:
    folder = example_folder(character_id)
    return Written(load_character(folder), dialogues.load(folder / "dialogues"))
