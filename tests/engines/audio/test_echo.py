"""The real echo canceller and the judge of its work, on speech in a synthetic room."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from companion import espeak_ng
from companion.engines.audio import _wav
from companion.engines.audio._echo import FRAME, EchoCanceller, FarEnd, FarReader, FarSource
from companion.engines.audio._echo_state import EchoMonitor, whitened_peak
from companion.engines.audio._input import Calm, EchoPath
from companion.engines.audio._timeline import Ring, SampleClock
from companion.voice.types import Pcm
from tests.engines.audio.chunks import tone

RATE = 16_000


def _speech(text: str, voice: str) -> Pcm:
    said = espeak_ng.synthesize(text, voice=voice)
    return _wav.resample(said.pcm.astype(np.float32) / 32768.0, said.rate, RATE)


HERS = _speech("오늘은 날씨가 정말 좋네요. 우리 같이 산책하러 갈까요? 사과나무 아래에서 쉬는 것을 좋아해요.", "ko+f2")
OTHERS = _speech("Wait, please stop. I want to say something else now, listen to me.", "en-us+m3")


@dataclass
class Room:
    """A speaker and a microphone with 80 ms of output latency; both clocks are exact."""

    mode: str = "auto"
    blocks: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.far = FarEnd(Ring(RATE * 4), SampleClock(RATE))
        self.path = EchoPath(self.mode, FarSource(lambda: self.far))
        self.clean: Pcm = np.zeros(0, np.float32)

    def play(self, played: Pcm, until: float) -> None:
        while self.far.ring.written < until:
            begin = self.far.ring.written
            self.far.clock.observe(begin, begin / RATE)
            self.far.ring.write(np.resize(played[begin : begin + FRAME], FRAME) if begin < len(played) else SILENT)

    def run(self, played: Pcm, microphone: Pcm, at: int = 0) -> None:
        """at: the sample of the clock at which `microphone` begins."""
        out = []
        for first in range(0, len(microphone) - FRAME + 1, FRAME):
            self.play(played, at + first + 0.09 * RATE)
            clean, echo = self.path.process(microphone[first : first + FRAME], (at + first) / RATE)
            out.append(clean)
            self.blocks.append(echo)
            self.states.append(self.path.state)
        self.clean = np.concatenate(out)

    def first(self, state: str) -> float:
        """Seconds after her first word at which a state was reached."""
        return self.states.index(state) / 100 - 0.5


SILENT = np.zeros(FRAME, np.float32)


def _echo(played: Pcm, decibel: float, delay: float = 0.03) -> Pcm:
    random = np.random.default_rng(4)
    room = random.normal(0, 1, RATE // 8) * np.exp(-np.arange(RATE // 8) / (0.03 * RATE))
    room[0] = 3.0
    room = np.concatenate([np.zeros(int(delay * RATE)), room / np.sqrt(np.sum(room**2)) * 10 ** (decibel / 20)])
    return np.asarray(np.convolve(played, room)[: len(played)], np.float32)


def _scene(seconds: float = 9.0) -> tuple[Pcm, Pcm]:
    """What she says from 0.5 s on, and the noise of a quiet room."""
    played = np.zeros(int(seconds * RATE), np.float32)
    part = HERS[: len(played) - RATE]
    played[RATE // 2 : RATE // 2 + len(part)] = part
    return played, np.random.default_rng(3).normal(0, 0.0006, len(played)).astype(np.float32)


def _decibel(pcm: Pcm) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(pcm.astype(float) ** 2)) + 1e-9))


@pytest.mark.parametrize("level", [-6.0, -15.0, -25.0])
def test_her_own_voice_is_taken_out_and_known_to_be(level: float) -> None:
    played, noise = _scene()
    microphone = noise + _echo(played, level)
    room = Room()
    room.run(played, microphone)
    assert _decibel(microphone[3 * RATE : 6 * RATE]) - _decibel(room.clean[3 * RATE : 6 * RATE]) > 15
    assert room.first("cancelled") < 3.0
    assert room.blocks[:40] == ["none"] * 40 and "half_duplex" in room.blocks[40:150]
    assert set(room.blocks[350:600]) == {"cancelled"}
    assert room.path.monitor.erle > 15


def test_a_headset_is_noticed() -> None:
    played, noise = _scene()
    room = Room()
    room.run(played, noise)
    assert room.first("none") < 2.0
    assert set(room.blocks[300:]) == {"none"}


def test_a_person_with_a_headset_is_not_muffled_while_she_speaks() -> None:
    played, noise = _scene()
    microphone = noise.copy()
    microphone[5 * RATE : 5 * RATE + len(OTHERS)] += OTHERS[: len(microphone) - 5 * RATE] * 0.3
    room = Room()
    room.run(played, microphone)
    assert set(room.blocks[300:]) == {"none"}
    over = slice(5 * RATE, 6 * RATE)
    assert np.array_equal(room.clean[over], microphone[over])


def test_a_person_with_a_headset_who_talks_is_no_echo() -> None:
    played, noise = _scene()
    microphone = noise.copy()
    microphone[RATE : RATE + len(OTHERS)] += OTHERS[: len(microphone) - RATE] * 0.5
    room = Room()
    room.run(played, microphone)
    assert room.states[-1] == "none"


def test_a_person_is_heard_while_she_speaks() -> None:
    played, noise = _scene()
    microphone = noise + _echo(played, -15)
    person = np.zeros(len(microphone), np.float32)
    person[4 * RATE : 4 * RATE + len(OTHERS)] = OTHERS[: len(person) - 4 * RATE] * 0.5
    room = Room()
    room.run(played, microphone + person)
    span = slice(4 * RATE, 5 * RATE)
    assert _decibel(room.clean[span]) > _decibel(person[span]) - 6
    assert room.blocks[400:500] == ["cancelled"] * 100  # she can be interrupted


def test_an_echo_that_is_not_taken_out_is_half_duplex() -> None:
    """The judge alone: a canceller that does nothing."""
    played, noise = _scene()
    microphone = noise + _echo(played, -10)
    monitor = EchoMonitor()
    for first in range(0, len(played) - FRAME + 1, FRAME):
        frame = microphone[first : first + FRAME]
        monitor.update(played[first : first + FRAME], frame, frame)
        assert monitor.echo in ("none", "half_duplex")
    assert monitor.state == "half_duplex" and monitor.erle < 3


def test_the_canceller_rests_while_she_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    played, noise = _scene(5.0)
    room = Room()
    calls = [0]
    real = EchoCanceller.process

    def counting(self: EchoCanceller, *parts: object) -> Pcm:
        calls[0] += 1
        return real(self, *parts)  # type: ignore[arg-type]

    monkeypatch.setattr(EchoCanceller, "process", counting)
    silent = np.zeros(10 * RATE, np.float32)
    microphone = np.concatenate([np.resize(noise, 10 * RATE), noise + _echo(played, -15)])
    room.run(np.concatenate([silent, played]), microphone)
    assert calls[0] < 100 + 550
    np.testing.assert_array_equal(room.clean[2 * RATE : 9 * RATE], microphone[2 * RATE : 9 * RATE])
    assert room.states.index("cancelled") / 100 - 10.5 < 3.0


def test_while_she_rests_whole_blocks_pass_and_her_next_words_are_cancelled_at_once() -> None:
    played, noise = _scene(6.0)
    microphone = noise + _echo(played, -15)
    pause, most = 20 * RATE, 10 * FRAME
    silent = np.zeros(pause, np.float32)
    room = Room()
    room.run(played, microphone)
    assert room.path.state == "cancelled"
    rested, at = 0, len(played) // FRAME * FRAME
    for first in range(at, at + pause, most):
        room.play(np.concatenate([played[:at], silent]), first + most + RATE // 10)
        block = np.zeros(most, np.float32)
        if room.path.rest(block):
            rested += 1
        else:
            for index in range(0, most, FRAME):
                room.path.process(block[index : index + FRAME], (first + index) / RATE)
    assert rested > 180 and room.path.state == "cancelled"
    before = len(room.blocks)
    room.run(np.concatenate([played[:at], silent, played]), microphone, at + pause)
    assert set(room.blocks[before:]) == {"none", "cancelled"}
    assert _decibel(room.clean[-len(microphone) + RATE :]) < _decibel(microphone[RATE:]) - 12


def test_skipped_sound_leaves_the_far_end_where_it_was() -> None:
    for rate in (16_000, 44_100, 48_000):
        outcomes = []
        for skips in (False, True):
            far = FarEnd(Ring(rate * 4), SampleClock(rate))
            reader = FarReader(far)
            sound = tone(0.3, rate, 5)
            for part in (sound, np.zeros(rate, np.float32), sound):
                for first in range(0, len(part), rate // 100):
                    far.clock.observe(far.ring.written, far.ring.written / rate)
                    far.ring.write(part[first : first + rate // 100])
            frames = [reader.frame(0.01 * index) for index in range(60)]
            far.ring.sounded = round(0.3 * rate)  # as it was before the second sound came
            if skips:
                assert reader.skip(30)
            else:
                frames[:] = [reader.frame(0.01 * index) for index in range(60, 90)]
            tail = [reader.frame(0.01 * index) for index in range(90, 140)]
            assert reader.alignments == 1 and all(frame is not None for frame in tail)
            outcomes.append(np.concatenate(tail))  # type: ignore[arg-type]
        np.testing.assert_allclose(*outcomes, atol=2e-3)


def test_sound_that_was_played_is_never_skipped() -> None:
    far = FarEnd(Ring(RATE * 4), SampleClock(RATE))
    reader = FarReader(far)
    assert reader.skip(10), "nothing has ever been played"
    far.clock.observe(0, 0.0)
    assert not reader.skip(10), "not aligned yet"
    far.ring.write(np.zeros(RATE, np.float32))
    assert reader.frame(0.1) is not None and reader.skip(10)
    far.ring.write(tone(0.1, RATE, 5))
    assert not reader.skip(1), "she has begun to speak"
    far.ring.write(np.zeros(RATE, np.float32))
    assert not reader.skip(5) and FarSource(lambda: far).silent_for(0.5)
    assert not FarSource(lambda: far).silent_for(1.5) and FarSource(lambda: None).silent_for(9.0)


def test_nothing_is_gathered_while_somebody_may_be_heard() -> None:
    random = np.random.default_rng(1)
    for noise in (0.0, 0.0004, 0.004):  # digital silence, a quiet room, a noisy one
        calm = Calm()

        def block(level: float) -> Pcm:
            return random.normal(0, level, 10 * FRAME).astype(np.float32)

        quiet = [calm.hear(block(noise), 0.1 * index, she_rests=True) for index in range(1000)]
        assert all(quiet[900:]), noise
        assert not calm.hear(block(max(0.01, 3 * noise)), 100.0, she_rests=True)
        assert not calm.hear(block(noise), 102.9, she_rests=True)
        assert calm.hear(block(noise), 103.1, she_rests=True)
        assert not calm.hear(block(noise), 104.0, she_rests=False)


def test_doubt_asks_for_new_proof() -> None:
    played, noise = _scene()
    room = Room()
    room.run(played[: 4 * RATE], (noise + _echo(played, -15))[: 4 * RATE])
    assert room.path.state == "cancelled"
    room.path.monitor.doubt()
    assert room.path.state == "half_duplex"


@pytest.mark.parametrize(("mode", "expected"), [("half_duplex", {"none", "half_duplex"}), ("headset", {"none"})])
def test_settings_that_cancel_nothing(mode: str, expected: set[str]) -> None:
    played, noise = _scene(3.0)
    microphone = noise + _echo(played, -10)
    room = Room(mode)
    room.run(played, microphone)
    assert set(room.blocks) == expected
    np.testing.assert_array_equal(room.clean, microphone[: len(room.clean)])
    assert room.path.state == ("none" if mode == "headset" else "half_duplex")


def test_without_the_library_it_is_half_duplex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "livekit", None)
    room = Room()
    assert room.path.state == "half_duplex"


def test_far_end_is_read_aligned_with_the_clock() -> None:
    far = FarEnd(Ring(RATE * 2), SampleClock(RATE))
    reader = FarReader(far)
    assert reader.frame(0.0) is None
    sound = tone(1.5, RATE, 5)
    for first in range(0, 8_000, 160):
        far.clock.observe(first, 10.0 + first / RATE)
        far.ring.write(sound[first : first + 160])
    frames = [reader.frame(10.1 + 0.01 * index) for index in range(10)]
    assert reader.lead == pytest.approx(0.06) and reader.alignments == 1
    begin = round(0.16 * RATE)
    np.testing.assert_allclose(np.concatenate(frames), sound[begin : begin + 1_600], atol=1e-6)  # type: ignore[arg-type]


def test_far_end_waits_for_a_speaker_that_is_late_and_takes_one_that_always_is() -> None:
    far = FarEnd(Ring(RATE * 2), SampleClock(RATE))
    reader = FarReader(far)
    given = 0
    for index in range(100):
        far.clock.observe(index * 160, index * 0.01)
        far.ring.write(np.zeros(160, np.float32))
        given += reader.frame(index * 0.01) is not None  # nothing beyond the present is there
    assert reader.lead <= 0 and 40 <= given <= 51 and reader.alignments == 1


def test_canceller_leaves_a_lone_voice_alone() -> None:
    canceller = EchoCanceller()
    speech = OTHERS[: len(OTHERS) // FRAME * FRAME] * 0.5
    out = np.concatenate([canceller.process(frame, None, 0.0) for frame in speech.reshape(-1, FRAME)])
    assert abs(_decibel(out) - _decibel(speech)) < 1.5


def test_whitened_peak_finds_the_lag() -> None:
    part = HERS[:8_000]
    peak, lag = whitened_peak(part, np.concatenate([np.zeros(800, np.float32), part[:-800]]))
    assert lag == 800 and peak > 0.5
    assert whitened_peak(part, np.zeros(8_000, np.float32)) == (0.0, 0)
    assert whitened_peak(part, np.random.default_rng(0).normal(0, 0.1, 8_000).astype(np.float32))[0] < 0.07
