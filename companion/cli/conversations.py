"""`companion conversations`: what was said with whom: list, search, export, rename, delete. Loads no model."""

import argparse
import sys
from datetime import datetime

from companion import paths
from companion.cli import output
from companion.config import Config
from companion.errors import CompanionError, ConfigError
from companion.memory import export
from companion.memory.conversation import Conversation
from companion.memory.rows import ConversationInfo, Found
from companion.memory.store import Store
from companion.persona.character import list_characters
from companion.session import interface_language

_ALL = 1_000_000_000
_PIECE = 100  # characters of what was found


def run(config: Config, arguments: argparse.Namespace) -> int:
    """The exit code is 1 where nothing was found."""
    store = Store(paths.database())
    try:
        for problem in store.problems:
            print(f"companion: {problem}", file=sys.stderr)
        action = {"list": _list, "search": _search, "export": _export, "rename": _rename, "delete": _delete}
        return action[arguments.action](store, config, arguments)
    finally:
        store.close()


def _list(store: Store, config: Config, arguments: argparse.Namespace) -> int:
    found = store.conversations(arguments.character)
    if arguments.json:
        print(output.line({"conversations": [_record(info) for info in found]}))
    else:
        for info in found:
            title = info.title or " ".join(info.opening.split())
            print(f"{info.id:>5}  {_when(info.last)}  {info.character:<16} {info.turns:>6}  {title[:60]}")
    return 0 if found else 1


def _search(store: Store, config: Config, arguments: argparse.Namespace) -> int:
    found = store.search(arguments.text, arguments.limit, arguments.character)
    if arguments.json:
        print(output.line({"found": [_found(each) for each in found]}))
    else:
        for each in found:
            turn = each.turn
            for who, words in (("<", turn.user), (">", turn.text)):
                if words:
                    piece = " ".join(words.split())[:_PIECE]
                    print(f"{each.conversation:>5}  {_when(turn.when)}  {each.character:<16} {who} {piece}")
    return 0 if found else 1


def _export(store: Store, config: Config, arguments: argparse.Namespace) -> int:
    info = _info(store, arguments.id)
    language = interface_language(config)
    names = {who.id: who.name(language) for who in list_characters().characters}
    name = names.get(info.character, info.character)
    turns = Conversation(store, info.id).page(0, _ALL)
    if arguments.format == "jsonl":
        text = export.training(info, turns)
    elif arguments.format == "json":
        text = export.whole(info, turns, name)
    else:
        text = export.markdown(info, turns, name, "나" if language == "ko" else "You")
    if arguments.out is None:
        sys.stdout.write(text)
        return 0
    export.write(arguments.out, text)
    if arguments.json:
        print(output.line({"exported": info.id, "file": str(arguments.out)}))
    return 0


def _rename(store: Store, config: Config, arguments: argparse.Namespace) -> int:
    _info(store, arguments.id)
    store.rename(arguments.id, arguments.title)
    return _told(arguments, "renamed", f"{arguments.id} is called {arguments.title!r} now.")


def _delete(store: Store, config: Config, arguments: argparse.Namespace) -> int:
    info = _info(store, arguments.id)
    if not arguments.yes:
        if not sys.stdin.isatty():
            raise ConfigError(
                "Nothing was deleted, because nobody was asked.", code="not-agreed", hint="Say so with --yes."
            )
        title = info.title or info.opening
        print(
            f"Delete {info.turns} exchanges with {info.character} for good ({title[:60]})? [y/N] ", end="", flush=True
        )
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            return 1
    store.delete(arguments.id)
    return _told(arguments, "deleted", f"{arguments.id} is deleted; its words are no longer in {store.path}.")


def _told(arguments: argparse.Namespace, what: str, words: str) -> int:
    print(output.line({what: arguments.id}) if arguments.json else words)
    return 0


def _info(store: Store, number: int) -> ConversationInfo:
    if (info := store.info(number)) is None:
        raise CompanionError(
            f"There is no conversation {number}.",
            code="conversation-unknown",
            hint="`companion conversations list` shows the numbers.",
        )
    return info


def _record(info: ConversationInfo) -> dict[str, object]:
    return {
        "id": info.id,
        "character": info.character,
        "title": info.title,
        "opening": info.opening,
        "turns": info.turns,
        "started": export.stamp(info.started),
        "last": export.stamp(info.last),
    }


def _found(each: Found) -> dict[str, object]:
    turn = each.turn
    return {
        "conversation": each.conversation,
        "character": each.character,
        "turn": turn.id,
        "when": export.stamp(turn.when),
        "user": turn.user,
        "text": turn.text,
    }


def _when(when: float) -> str:
    return datetime.fromtimestamp(when).astimezone().strftime("%Y-%m-%d %H:%M")
