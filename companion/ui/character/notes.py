"""What files can't bring or take along, in the person's language. Notes come in English from deep inside. Pure."""

import re

from companion.ui.texts import Texts

_KNOWN: tuple[tuple[str, str], ...] = (
    (r"its own system prompt is kept .*", "note.system_prompt"),
    (r"its instructions is kept .*", "note.instructions"),
    (r"greeting (?P<number>\d+) has no spoken words .*", "note.greeting"),
    (r"her (?:brain|adapter) (?P<name>.+) is not here; .*", "note.model_gone"),
    (r"her \w+ voice (?P<name>.+) is not here; .*", "note.voice_gone"),
    (r"her (?:brain|adapter) (?P<name>.+) (?:was left out|is not a file here)", "note.model_out"),
    (r"her \w+ voice (?P<name>.+) is not inside.*", "note.voice_out"),
    (r"(?P<name>.+) is not inside: a character's file .*", "note.file_out"),
    (r"a card holds her words, not .*", "note.card"),
)


def worded(note: str, texts: Texts) -> str:
    """The note in the language of `texts`; one that is not known stays as it is."""
    for pattern, key in _KNOWN:
        found = re.fullmatch(pattern, note)
        if found is not None:
            return texts(key, **found.groupdict())
    return note
