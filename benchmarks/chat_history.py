"""How a very long history opens, scrolls, is searched and deleted: `python -m benchmarks.chat_history [--messages N]`.

Writes N messages (two a turn) into a database of its own, opens it as the program does, and shows it in the real chat
window on Qt's offscreen platform. Prints one JSON object; milliseconds, medians of five where repeated.
"""

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from companion.memory.conversation import Conversation
from companion.memory.store import Store

OPENED = 60  # turns, as companion.desk.chat opens with


def fill(store: Store, turns: int) -> Conversation:
    """A conversation of Korean words at random, a few of them long."""
    draw = random.Random(7)
    syllables = [chr(draw.randrange(0xAC00, 0xD7A3)) for _ in range(400)]

    def said(words: int) -> str:
        return " ".join("".join(draw.choice(syllables) for _ in range(draw.randint(1, 4))) for _ in range(words))

    talk = store.new_conversation("snow_white")
    with store.changing() as connection:
        for number in range(turns):
            user, text = said(draw.randint(1, 12)), said(draw.choice((4, 9, 14, 60)))
            connection.execute(
                "INSERT INTO turn(conversation, source, user, context, text, heard, complete, emotion, intensity, raw,"
                " started, parent) VALUES (?, 'typed', ?, ?, ?, ?, 1, 'joy', 0.6, ?, ?,"
                " coalesce((SELECT max(id) FROM turn), 0))",
                (talk.id, user, f"[neutral] {user}", text, text, json.dumps({"text": text}), 1e9 + number * 60),
            )
    return talk


def timed(work: Callable[[], object], times: int = 5) -> float:
    """Median milliseconds."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(took), 1)


def measure(place: Path, messages: int) -> dict[str, Any]:
    store = Store(place)
    talk = fill(store, messages // 2)
    store.close()
    found: dict[str, Any] = {"messages": messages, "file_mb": round(place.stat().st_size / 1e6, 1)}
    opened: list[Store] = []
    found["database_open"] = timed(lambda: opened.append(Store(place)))
    for extra in opened[1:]:
        extra.close()
    store = opened[0]
    talk = Conversation(store, talk.id)
    found |= _window(talk)
    syllable = talk.past(1)[0].text[:1]
    word = next(word for turn in reversed(talk.past(50)) for word in turn.text.split() if len(word) == 4)
    for name, text in (("one_syllable", syllable), ("two", word[:2]), ("three", word[:3]), ("nothing", "qqqq")):
        found[f"search_{name}"] = timed(lambda text=text: store.search(text, 100))
    found["delete_one_turn"] = timed(lambda: talk.remove(talk.past(1)[0].id), 1)
    found["delete_conversation"] = timed(lambda: store.delete(talk.id), 1)
    store.close()
    return found


def _window(talk: Conversation) -> dict[str, Any]:
    from PySide6.QtWidgets import QApplication

    from companion.ui.chat.items import ChatActions, Opening
    from companion.ui.chat_log import ChatLog
    from companion.ui.messages import Messages
    from companion.ui.texts import Texts
    from companion.ui.theme import Theme

    app = QApplication.instance() or QApplication(["benchmark"])
    assert isinstance(app, QApplication)
    theme = Theme(app, "light")
    actions = ChatActions(page=lambda _number, first, count, then: then(talk.page(first, count)))
    messages = Messages(Texts("ko"), theme.palette, lambda _mood: None, actions)
    messages.resize(440, 560)
    messages.show()
    app.processEvents()

    def read() -> Opening:
        count = talk.count()
        return Opening(talk.id, count, count - OPENED, talk.page(count - OPENED, OPENED))

    def show() -> None:
        opening = read()
        messages.load(ChatLog(opening), "백설공주")
        app.processEvents()
        messages.grab()

    result: dict[str, Any] = {"read_page": timed(read), "open": timed(show)}
    bar = messages.verticalScrollBar()
    steps = []
    for step in range(60):
        begun = time.perf_counter()
        bar.setValue(bar.maximum() * step // 60)
        app.processEvents()
        messages.grab()
        steps.append((time.perf_counter() - begun) * 1000)
    result["jump_median"] = round(statistics.median(steps), 1)
    result["jump_worst"] = round(max(steps), 1)
    messages.close()
    messages.deleteLater()
    app.processEvents()
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--out", type=Path, help="also write the figures to this file")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder) / "conversations.sqlite3", arguments.messages)
    text = json.dumps(figures, indent=2)
    print(text)
    if arguments.out is not None:
        arguments.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
