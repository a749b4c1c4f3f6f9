"""How well she remembers in a conversation, and what a turn costs: `python -m trainer.starter.told.check`. Main thread;
loads the starter brain.

Asks and judges trainer/starter/told/*.yaml as `companion-train eval --suite` does. --read prints the replies of
talks.yaml and talks_news.yaml; those of the files that are kept are counted only.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from companion import paths
from trainer.evaluation import suite, suite_ask, suite_figures, suite_judge
from trainer.evaluation.speaker import Sampling
from trainer.evaluation.suite_judge import Judged
from trainer.starter.told import talks

_NAMES = ("context", "contradiction", "emotion_talk", "repeats", "style", "language", "forbidden")


def main(given: Sequence[str] | None = None) -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--read", action="store_true", help="print every reply of what may be read")
    parser.add_argument("--wrong", action="store_true", help="print of these, the replies that are judged wrong")
    asked = parser.parse_args(given)
    for name in talks.FILES:
        begun = time.process_time()
        found = judged(talks.HERE / name)
        spent = 1000 * (time.process_time() - begun) / len(found)
        people = suite.cast(talks.load(talks.HERE / name))
        figures = suite_figures.measure(found, people, talks.FRIENDS)
        shown = (
            f"{key} {figures[key].value:.1%}" for key in _NAMES if key in figures and figures[key].value is not None
        )
        print(f"{name}: {len(found)} turns, {', '.join(shown)}; {spent:.0f} ms a turn with loading")
        if "kept" not in name and (asked.read or asked.wrong):
            _print(found, asked.read)


def judged(path: Path) -> list[Judged]:
    """The verdict on every reply of a file."""
    material = talks.load(path)
    people = suite.cast(material)
    brain = paths.assets() / "starter" / "brain" / "starter-q8_0.gguf"
    with tempfile.TemporaryDirectory() as folder:
        model = suite_ask.Model(brain, Sampling())
        replies = suite_ask.run(model, material, people, Path(folder), lambda _: None)
    return suite_judge.all_of(replies, material, people)


def _print(found: Sequence[Judged], everything: bool) -> None:
    for one in found:
        good = one.context is not False and not one.wrong
        if everything or not good:
            mood, reply = one.reply.said.mood, one.reply
            mark = "ok" if good else f"{'forgot' if one.context is False else ''} {one.wrong or ''}".strip()
            print(f"  {reply.character} {reply.id} [{mark}] {reply.user}\n      {mood.emotion} {mood.intensity:.1f} "
                  f"{reply.said.text}")  # fmt: skip


if __name__ == "__main__":
    main()
