"""eSpeak NG really speaks here: no fakes, the library of the wheel."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from companion import espeak_ng
from companion.errors import SpeechError


@pytest.mark.parametrize(
    ("voice", "text"),
    [("ko", "안녕! 오늘 기분이 어때?"), ("en-us+m2", "Hello there."), ("ko+f3", "응")],
)
def test_speaks_with_ordered_phonemes(voice: str, text: str) -> None:
    speech = espeak_ng.synthesize(text, voice=voice)
    assert speech.rate == 22_050
    assert speech.pcm.dtype == np.int16
    assert np.abs(speech.pcm.astype(int)).max() > 2_000
    times = [start for _, start in speech.phonemes]
    assert times == sorted(times)
    assert times[-1] <= len(speech.pcm) / speech.rate + 0.01
    assert all(name and "ˈ" not in name for name, _ in speech.phonemes)
    assert sum(name != "_" for name, _ in speech.phonemes) >= 2


def test_blocks_are_the_whole_speech() -> None:
    blocks: list[espeak_ng.EspeakBlock] = []
    assert espeak_ng.stream("One two three.", blocks.append, voice="en-us")
    whole = espeak_ng.synthesize("One two three.", voice="en-us")
    assert abs(sum(len(block.pcm) for block in blocks) - len(whole.pcm)) < 600  # eSpeak jitters a little


def test_false_stops_at_once() -> None:
    seen: list[int] = []

    def stop(block: espeak_ng.EspeakBlock) -> bool:
        seen.append(len(block.pcm))
        return len(seen) < 3

    assert not espeak_ng.stream("A long sentence that nobody hears to its very end.", stop, voice="en-us")
    assert len(seen) == 3
    assert len(espeak_ng.synthesize("네", voice="ko").pcm) > 1_000


def test_what_the_block_handler_raises_comes_out() -> None:
    def fail(block: espeak_ng.EspeakBlock) -> bool:
        raise RuntimeError("sound card gone")

    with pytest.raises(RuntimeError, match="sound card gone"):
        espeak_ng.stream("hello", fail, voice="en-us")


def test_faster_is_shorter_and_higher_differs() -> None:
    slow = espeak_ng.synthesize("오늘 날씨 어때", voice="ko", rate_wpm=120)
    fast = espeak_ng.synthesize("오늘 날씨 어때", voice="ko", rate_wpm=260)
    assert len(fast.pcm) < 0.7 * len(slow.pcm)


@pytest.mark.parametrize("voice", ["no-such-language", "ko+no-such-variant"])
def test_unknown_voice_says_what_to_do(voice: str) -> None:
    with pytest.raises(SpeechError) as caught:
        espeak_ng.synthesize("안녕", voice=voice)
    assert caught.value.code == "espeak-no-voice"
    assert caught.value.hint


def test_lists_voices_and_variants() -> None:
    languages = {voice.language for voice in espeak_ng.voices()}
    assert {"ko", "en-us"} <= languages
    assert "f3" in espeak_ng.variants()


def test_many_threads_take_turns() -> None:
    lengths: list[int] = []
    threads = [
        threading.Thread(target=lambda: lengths.append(len(espeak_ng.synthesize("안녕하세요", voice="ko").pcm)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(lengths) == 4
    assert max(lengths) - min(lengths) < 100


def test_empty_text_is_silence() -> None:
    assert all(name == "_" for name, _ in espeak_ng.synthesize("", voice="ko").phonemes)
