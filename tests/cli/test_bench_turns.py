"""The bench's spoken turns: the truth about when each begins and ends, and what has been said until then."""

import numpy as np
import pytest
import yaml

from companion import paths
from companion.cli import bench_turns
from companion.cli.bench_turns import Clip
from companion.errors import ConfigError
from companion.voice.types import RATE


def test_the_shipped_turns_cover_what_the_issue_asks_for() -> None:
    turns = bench_turns.load(54)
    kinds = {kind: [turn for turn in turns if turn.kind == kind] for kind in bench_turns.KINDS}
    assert sum(map(len, kinds.values())) == 54 and all(len(group) >= 3 for group in kinds.values())
    for language in ("ko", "en"):
        assert sum(turn.language == language for turn in turns) >= 20
    for kind in ("barge_in", "back_channel"):
        assert all(turn.over is not None and turn.over_text for turn in kinds[kind])
    assert all(turn.clip.pcm.dtype == np.float32 and len(turn.clip.pcm) > RATE // 5 for turn in turns)


def test_the_starter_ears_know_every_sentence() -> None:
    known = yaml.safe_load((paths.shipped() / "trainer/starter/sentences.yaml").read_text(encoding="utf-8"))
    turns = yaml.safe_load((paths.assets() / "bench/turns.yaml").read_text(encoding="utf-8"))["turns"]
    said = {turn[key] for turn in turns for key in ("text", "over") if turn.get(key)}
    assert len(said) > 30 and said <= {*known["ko"], *known["en"]}


def test_few_turns_are_spread_and_many_repeat_the_list() -> None:
    assert [turn.text for turn in bench_turns.load(57)][55:] == [turn.text for turn in bench_turns.load(55)][:2]
    few = bench_turns.load(8)
    assert {turn.language for turn in few} == {"ko", "en"} and len({turn.kind for turn in few}) >= 4


def test_the_truth_of_a_clip() -> None:
    clip = bench_turns.speak("Hello.", "en-us")
    assert 0.0 <= clip.begins < 0.05 and 0.3 < clip.ends - clip.begins < 1.0
    assert np.abs(clip.pcm[int(clip.ends * RATE) + 1 :]).max(initial=0.0) < 0.006
    assert np.abs(clip.pcm).max() == pytest.approx(0.25, rel=1e-3)
    assert clip.words[-1][1] == "Hello."


def test_a_pause_is_silent_and_divides_the_words() -> None:
    clip = bench_turns.speak("I went to the park | and I met a dog.", "en-us", pause=0.5)
    (first, said), (whole, all_of_it) = clip.words
    assert (said, all_of_it) == ("I went to the park", "I went to the park and I met a dog.")
    pause = clip.pcm[round(first * RATE) : round((first + 0.5) * RATE)]
    assert not pause.any() and whole == pytest.approx(clip.ends, abs=0.05)
    assert clip.said_within(first + 0.3) == said
    assert clip.said_within(whole + 0.3) == all_of_it
    assert clip.said_within(0.1) == said


def test_noise_says_nothing() -> None:
    noise = next(turn for turn in bench_turns.load(54) if turn.kind == "noise")
    assert noise.text == "" and noise.clip.said_within(9.0) == ""
    assert 0.02 < float(np.sqrt(np.mean(np.square(noise.clip.pcm)))) < 0.05


@pytest.mark.parametrize(
    "content", ["turns: 3", "turns:\n  - {kind: song, language: ko, text: 아}", "turns:\n  - {kind: plain}", "a: [", ""]
)
def test_a_broken_list_is_named(content: str, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "turns.yaml").write_text(content, encoding="utf-8")
    monkeypatch.setattr(bench_turns.paths, "assets", lambda: tmp_path)
    with pytest.raises(ConfigError, match=r"turns\.yaml"):
        bench_turns.load(2)


def test_words_before_the_speech_begins_do_not_count() -> None:
    clip = Clip(np.zeros(10, np.float32), 0.2, 1.0, ((0.5, "a"), (1.0, "a b")))
    assert [clip.said_within(seconds) for seconds in (0.1, 0.7, 0.85)] == ["a", "a", "a b"]
