"""The macros of character cards: `{{char}}`, `{{user}}`, `<BOT>`, `<USER>`, comments. Pure; any thread."""

import re

_NAMES = re.compile(r"\{\{\s*(char|user|bot)\s*\}\}|<(bot|user|char)>", re.IGNORECASE)
_COMMENTS = re.compile(r"\{\{\s*(?://|comment:|hidden_key:)[^{}]*\}\}", re.IGNORECASE)
_CHOICE = re.compile(r"\{\{\s*(?:random|pick):{1,2}([^{}]*)\}\}", re.IGNORECASE)
_LEFT = re.compile(r"\{\{[^{}]*\}\}")
USER: dict[str, str] = {"ko": "당신", "en": "you"}
"""What {{user}} stands for where nobody is named."""


def expand(text: str, char: str, user: str) -> str:
    """`text` with names instead of macros. Of a choice (`{{random:a,b}}`) the first is taken; comments fall away;
    macros that depend on the moment (`{{time}}`, `{{original}}`) become nothing."""

    def name(found: "re.Match[str]") -> str:
        return user if (found.group(1) or found.group(2)).casefold() == "user" else char

    plain = _NAMES.sub(name, _COMMENTS.sub("", text))
    plain = _CHOICE.sub(lambda found: re.split(r"(?<!\\)::?|(?<!\\),", found.group(1))[0].replace("\\,", ","), plain)
    return _LEFT.sub("", plain)


def with_macros(text: str, char: str) -> str:
    """The other way: the character's name becomes `{{char}}`, as cards are written."""
    return re.sub(rf"(?<![\w]){re.escape(char)}", "{{char}}", text) if char.strip() else text
