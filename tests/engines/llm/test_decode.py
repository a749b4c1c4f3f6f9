"""Replies of a random model: always valid, told as they happen, guarded, and cheap in evaluations."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pytest

from companion.engines.llm._decode import Decoder
from companion.engines.llm._native import NativeModel
from companion.engines.llm._snapshots import Snapshots
from companion.persona.emotion import Mood
from companion.persona.reply import INTENSITIES, decode
from tests.engines.llm.conftest import Sampling

SYSTEM = {"role": "system", "content": "You are Snow White, kind and curious. " * 4}
EMOTIONS = ["joy", "sad", "surprised", "smile", "smug", "sleepy"]


class Bench:
    """A decoder and what it emitted."""

    def __init__(self, model: NativeModel, snapshots: Snapshots | None = None, *, reuse: bool = True) -> None:
        self.events: list[dict[str, Any]] = []
        self.model = model
        self.decoder = Decoder(model, snapshots or Snapshots(None, "tiny"), self.events.append, reuse=reuse)

    def reply(self, messages: Sequence[dict[str, str]], order: str = "emotion_first", **changes: Any) -> dict[str, Any]:
        self.events.clear()
        sentences = changes.pop("max_sentences", 50)
        emotions = changes.pop("emotions", EMOTIONS)
        return self.decoder.reply(
            {
                "messages": list(messages),
                "emotions": emotions,
                "order": order,
                "sampling": asdict(Sampling(**changes)),
                "max_sentences": sentences,
            }
        )

    def kinds(self) -> list[str]:
        return [event["kind"] for event in self.events if event["kind"] != "progress"]

    def text(self) -> str:
        return "".join(event["delta"] for event in self.events if event["kind"] == "text")


@pytest.fixture
def bench(native: NativeModel) -> Bench:
    return Bench(native)


@pytest.fixture
def clean(talker: NativeModel) -> Bench:
    return Bench(talker)


def ask(text: str) -> list[dict[str, str]]:
    return [SYSTEM, {"role": "user", "content": text}]


@pytest.mark.parametrize("order", ["emotion_first", "text_first"])
def test_three_hundred_random_replies_are_all_valid(bench: Bench, order: str) -> None:
    stopped, felt, torn = Counter(), Counter(), 0
    for seed in range(300):
        reply = bench.reply(ask("[neutral] Hello"), order, seed=seed, temperature=1.0 + 0.5 * (seed % 3) / 2)
        value = json.loads(reply["raw"])
        assert list(value) == (
            ["text", "emotion", "intensity"] if order == "text_first" else [*("emotion", "intensity", "text")]
        )
        assert decode(reply["raw"]) == (reply["text"], Mood(reply["emotion"], reply["intensity"]))
        assert reply["emotion"] in EMOTIONS and str(reply["intensity"]) in INTENSITIES
        assert reply["text"].strip() and bench.text() == reply["text"]
        torn += "\ufffd" in reply["text"]
        stopped[reply["stopped"]] += 1
        felt[reply["emotion"]] += 1
    assert torn <= 3, "characters are torn"  # random tokens may spell a lone surrogate as \\ud800
    assert set(felt) == set(EMOTIONS), "each emotion must be possible"
    assert stopped["end"] > 30 and stopped["length"] > 3, stopped


def test_the_mood_is_told_before_the_first_word(bench: Bench) -> None:
    bench.reply(ask("[neutral] Hello"))
    assert bench.kinds()[0] == "mood" and set(bench.kinds()[1:]) == {"text"}
    bench.reply(ask("[neutral] Hello"), "text_first")
    assert bench.kinds()[-1] == "mood" and set(bench.kinds()[:-1]) == {"text"}


def test_a_seed_makes_a_reply_repeatable(bench: Bench) -> None:
    first, again, other = (bench.reply(ask("[neutral] Hello"), seed=seed) for seed in (4, 4, 5))
    assert first["raw"] == again["raw"] != other["raw"]
    free = {bench.reply(ask("[neutral] Hello"), seed=None)["raw"] for _ in range(3)}
    assert len(free) > 1


def printable(bench: Bench, messages: Sequence[dict[str, str]], order: str = "emotion_first") -> tuple[dict, dict]:
    """A reply without broken characters (a random model now and then emits single bytes), and the first try's stats."""
    tries = (bench.reply(messages, order, seed=seed, max_tokens=40) for seed in range(100))
    first = next(tries)
    good = first if first["text"].isprintable() and "\ufffd" not in first["text"] else None
    while good is None:
        reply = next(tries)
        good = reply if reply["text"].isprintable() and "\ufffd" not in reply["text"] else None
    return good, first["stats"]


@pytest.mark.parametrize("order", ["emotion_first", "text_first"])
def test_only_what_is_new_is_evaluated(clean: Bench, order: str) -> None:
    """The system turn once, then of each turn only the user's words, the template and her reply's last tokens."""
    messages = ask("[neutral] Hello you")
    clean.decoder.prepare(messages[:1], 60)
    system = clean.decoder.stats.prompt_tokens
    assert clean.decoder.stats.evaluated == system
    fresh, total = [], 0
    for _ in range(8):
        reply, stats = printable(clean, messages, order)
        fresh.append(stats["prompt_tokens"] - stats["reused"])
        total = stats["prompt_tokens"]
        messages += [{"role": "assistant", "content": reply["raw"]}, {"role": "user", "content": "[joy 0.6] Hello you"}]
    assert max(fresh) < 40 and total > system + 7 * 35, fresh


def test_the_same_prompt_again_costs_one_token(bench: Bench) -> None:
    bench.reply(ask("[neutral] Hello"))
    stats = bench.reply(ask("[neutral] Hello"))["stats"]
    assert stats["prompt_tokens"] - stats["reused"] == 1


def test_new_words_go_in_one_batch_with_the_skeleton(bench: Bench) -> None:
    bench.decoder.prepare(ask("[neutral]"), 60)
    stats = bench.reply(ask("[neutral] Hello"), temperature=0.0)["stats"]
    assert stats["prompt_tokens"] - stats["reused"] >= 3
    # Words with the opening, the emotion, the intensity (its first character, its last), then word by word.
    assert stats["decodes"] <= 4 + stats["generated"] - 1


def test_the_skeleton_costs_three_small_batches(bench: Bench) -> None:
    """Against free decoding of the same object, token by token, it saves evaluations; it never adds any."""
    reply = bench.reply(ask("[neutral] Hello"), max_tokens=40)
    stats = reply["stats"]
    object_tokens = len(bench.model.tokenize(reply["raw"]))
    batches = -(-(stats["prompt_tokens"] - stats["reused"]) // bench.model.batch) + 1
    assert stats["decodes"] <= batches + 4 + stats["generated"]
    assert stats["decodes"] < object_tokens + batches


def test_a_prefix_comes_back_from_disk_with_the_same_words(bench: Bench, native: NativeModel, tmp_path: Any) -> None:
    first = Bench(native, Snapshots(tmp_path, "tiny"))
    first.decoder.prepare([SYSTEM], 60)
    computed = first.reply(ask("[neutral] Hello"), temperature=0.0)
    first.decoder._snapshots.save()
    native.clear()
    second = Bench(native, Snapshots(tmp_path, "tiny"))
    restored = second.reply(ask("[neutral] Hello"), temperature=0.0)
    assert restored["stats"]["restored"] == second.decoder.prompts.build([SYSTEM], 60, generate=False).system
    assert restored["raw"] == computed["raw"]


def test_a_damaged_snapshot_is_computed_anew(native: NativeModel, tmp_path: Any) -> None:
    first = Bench(native, Snapshots(tmp_path, "tiny"))
    first.decoder.prepare([SYSTEM], 60)
    first.decoder._snapshots.save()
    (file,) = tmp_path.glob("*.kv")
    file.write_bytes(file.read_bytes()[:-7] + b"garbage")
    native.clear()
    second = Bench(native, Snapshots(tmp_path, "tiny"))
    second.decoder.prepare([SYSTEM], 60)
    assert second.decoder.stats.restored == 0 and second.decoder.stats.evaluated > 0


def test_switching_characters_restores_instead_of_computing(bench: Bench) -> None:
    other = {"role": "system", "content": "You are the Little Match Girl. " * 5}
    for system in (SYSTEM, other):
        bench.decoder.prepare([system], 60)
    for system in (SYSTEM, other, SYSTEM):
        bench.decoder.prepare([system], 60)
        assert bench.decoder.stats.evaluated == 0 and bench.decoder.stats.restored > 0


@pytest.mark.parametrize("order", ["emotion_first", "text_first"])
def test_an_abort_ends_the_reply_and_the_next_one_is_whole(bench: Bench, order: str) -> None:
    emit, count = bench.events.append, 0

    def stop_after_three(event: dict[str, Any]) -> None:
        nonlocal count
        emit(event)
        count += event["kind"] == "text"
        if count == 3:
            bench.model.abort.set()

    bench.decoder._emit = stop_after_three
    reply = bench.reply(ask("[neutral] Hello"), order, seed=3, max_tokens=200)
    assert reply["stopped"] == "cancelled" and reply["stats"]["generated"] <= 5
    assert decode(reply["raw"])[0] == reply["text"] == bench.text()
    bench.model.abort.clear()
    count = 99
    assert bench.reply(ask("[neutral] Hello"), order, seed=3)["stopped"] != "cancelled"


def test_guards_end_a_reply(bench: Bench) -> None:
    seeds = range(60)
    short = [bench.reply(ask("[neutral] Hello"), seed=seed, max_sentences=1, max_tokens=120) for seed in seeds]
    cut = [reply for reply in short if reply["stopped"] == "length"]
    assert cut and all(reply["text"].rstrip()[-1] in ".!?…\"')*" or len(reply["text"]) > 60 for reply in cut)
    tiny = bench.reply(ask("[neutral] Hello"), seed=1, max_tokens=1)
    assert tiny["stopped"] in ("length", "end") and tiny["stats"]["generated"] == 1
    looping = [
        bench.reply(ask("[neutral] Hello"), temperature=0.05, repeat_penalty=0.5, seed=seed, max_tokens=200)
        for seed in range(10)
    ]
    assert any(reply["stopped"] == "loop" for reply in looping)
    assert all(decode(reply["raw"]) for reply in looping)


def test_one_emotion_is_no_choice(bench: Bench) -> None:
    assert bench.reply(ask("[neutral] Hello"), emotions=["angry"])["emotion"] == "angry"


def test_without_reuse_every_prompt_is_read_anew_and_the_reply_is_the_same(native: NativeModel) -> None:
    first = Bench(native).reply(ask("[neutral] Hello"), seed=5)
    plain = Bench(native, reuse=False)
    for _ in range(2):
        again = plain.reply(ask("[neutral] Hello"), seed=5)
        assert again["raw"] == first["raw"]
        assert again["stats"]["reused"] == again["stats"]["restored"] == 0
