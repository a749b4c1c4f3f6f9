"""Finds settings by words in both languages, by their name, and by Korean initials (ㅁㅇㅋ finds 마이크). Pure."""

import unicodedata
from collections.abc import Sequence
from functools import cache

from companion.ui.settings.catalogue import PAGES, Setting
from companion.ui.texts import TEXTS

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST, _LAST, _EACH = ord("가"), ord("힣"), 588


def found(wanted: str, settings: Sequence[Setting]) -> list[Setting]:
    """Those in which every word of `wanted` occurs; titles first. All of them for blank words."""
    words = [_plain(word) for word in wanted.split()]
    scored = []
    for setting in settings:
        title, text = _title(setting), _text(setting)
        if all(word in text or (_is_initials(word) and word in initials(title)) for word in words):
            scored.append((not all(word in title for word in words), PAGES.index(setting.page), setting))
    return [setting for _, _, setting in sorted(scored, key=lambda item: item[:2])]


def initials(text: str) -> str:
    """마이크 -> ㅁㅇㅋ; other letters stay."""
    return "".join(_INITIALS[(ord(c) - _FIRST) // _EACH] if _FIRST <= ord(c) <= _LAST else c for c in text)


def _is_initials(word: str) -> bool:
    return bool(word) and all(letter in _INITIALS for letter in word)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace(" ", "")


@cache
def _title(setting: Setting) -> str:
    return _plain(" ".join(TEXTS[language].get(setting.words, "") for language in TEXTS))


@cache
def _text(setting: Setting) -> str:
    """Everything that is said about it, in both languages."""
    keys = [setting.words, f"{setting.words}.help", f"settings.page.{setting.page}"]
    keys += [f"{setting.words}.{choice}" for choice in setting.choices]
    words = [TEXTS[language].get(key, "") for language in TEXTS for key in keys]
    return _plain("\n".join([*words, setting.name, setting.name.replace("_", ""), setting.name.replace("_", " ")]))
