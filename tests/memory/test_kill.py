"""A process that writes is really killed in the middle of a reply; nothing that had been shown may be missing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from companion.memory.store import Store
from companion.persona.emotion import Mood
from companion.persona.reply import decode
from companion.voice.types import Turn

# Writes a line to stdout only after the store has returned: each line is a promise.
WRITER = """
import sys
from pathlib import Path
from companion.memory.store import Store
from companion.persona.emotion import Mood
from companion.voice.types import Turn

talk = Store(Path(sys.argv[1])).conversation("ruby")
for number in range(1_000_000):
    turn = Turn(number)
    talk.user_said(turn, f"말 {number}", "ko", f"[neutral] 말 {number}")
    print(f"{number} 0", flush=True)
    shown = ""
    for step in range(1, 6):
        shown += f"쾅 {number} {step}. "
        talk.reply_progress(turn, shown, Mood("excited", 0.9))
        print(f"{number} {step}", flush=True)
    if number % 2:
        talk.reply_done(turn, shown, shown, True, Mood("excited", 0.9), "")
"""


def killed_writer(place: Path, promises: int) -> list[tuple[int, int]]:
    """What the writer had promised when it was killed: (turn, clauses shown)."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(place)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert writer.stdout is not None
    with writer.stdout as lines:
        seen = [next(lines) for _ in range(promises)]
        writer.send_signal(signal.SIGKILL)
        seen += [line for line in lines if line.endswith("\n")]
    assert writer.wait(10) == -signal.SIGKILL
    return [(int(line.split()[0]), int(line.split()[1])) for line in seen]


def test_everything_shown_before_a_kill_is_there(tmp_path: Path) -> None:
    place = tmp_path / "conversations.sqlite3"
    for promises in (9, 40, 103):
        place.unlink(missing_ok=True)
        promised = killed_writer(place, promises)
        store = Store(place)
        assert store.problems == ()
        turns = store.conversation("ruby").past(1_000_000)
        for number, step in promised:
            assert turns[number].user == f"말 {number}"
            expected = "".join(f"쾅 {number} {part}. " for part in range(1, step + 1))
            assert turns[number].text.startswith(expected)
        last = turns[promised[-1][0]]
        assert not last.complete or last.text == last.heard
        assert last.heard == last.text
        shown = last.text.strip() or "…"
        assert decode(last.past_turn("emotion_first").assistant)[0] == shown
        assert len(store.search(f"말 {promised[-1][0]}")) >= 1
        talk = store.conversation("ruby")
        talk.user_said(Turn(0), "다시 왔어", "ko", "[neutral] 다시 왔어")
        talk.reply_done(Turn(0), "응", "응", True, Mood("joy", 0.5), "")
        store.close()


# Answers the same words again and again, in the place of the answer before or of any earlier turn.
FORKER = """
import random, sys
from pathlib import Path
from companion.memory.store import Store
from companion.persona.emotion import Mood
from companion.voice.types import Turn

talk, draw, known = Store(Path(sys.argv[1])).conversation("ruby"), random.Random(5), [0]
for number in range(1_000_000):
    turn = Turn(number, "typed", draw.choice(known) if number % 3 else 0)
    talk.user_said(turn, f"말 {number % 7}", "ko", "")
    talk.reply_progress(turn, "쾅!", Mood("excited", 0.9))
    known.append(turn.stored)
    if number % 5 == 4:
        talk.show(draw.choice(known))
    if number % 7 == 6:
        talk.remove(known.pop(draw.randrange(1, len(known))))
    print(turn.stored, flush=True)
"""


def test_a_kill_between_versions_leaves_one_conversation(tmp_path: Path) -> None:
    for lines in (7, 33, 61):
        place = tmp_path / f"{lines}.sqlite3"
        writer = subprocess.Popen(
            [sys.executable, "-c", FORKER, str(place)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert writer.stdout is not None
        with writer.stdout as output:
            for _ in range(lines):
                next(output)
            writer.send_signal(signal.SIGKILL)
        assert writer.wait(10) == -signal.SIGKILL
        store = Store(place)
        assert store.problems == ()
        talk = store.conversation("ruby")
        turns = talk.page(0, 1_000_000)
        assert turns and [turn.parent for turn in turns] == [0, *(turn.id for turn in turns[:-1])]
        with store.reading() as connection:
            picked = connection.execute("SELECT parent, sum(picked) FROM turn GROUP BY parent").fetchall()
        assert all(count == 1 for _, count in picked)
        store.close()
