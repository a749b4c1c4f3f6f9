"""The spoken turns of the bench: read from assets/bench/turns.yaml and spoken by eSpeak NG at run time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml

from companion import espeak_ng, paths
from companion.errors import ConfigError
from companion.voice.types import RATE, Pcm

KINDS = ("short", "plain", "long", "pause", "noise", "barge_in", "back_channel")
VOICES = {"ko": "ko", "en": "en-us"}
_AUDIBLE = 10 ** (-45 / 20)
_LEVEL = 0.25  # peak of the spoken clips
_NOISE = 0.03  # RMS of the noise clips, about -30 dBFS


@dataclass(frozen=True)
class Clip:
    """Sound with its truth. begins/ends: seconds of the first and last audible sample from the clip's start.

    words: what has been said at each pause and at the end, with the second at which it had been said.
    """

    pcm: Pcm
    begins: float
    ends: float
    words: tuple[tuple[float, str], ...] = ()

    def said_within(self, seconds: float) -> str:
        """The words that a recording of that length holds, one that begins at the latest where the speech begins."""
        heard = self.words[:1] + tuple(item for item in self.words[1:] if item[0] - self.begins <= seconds)
        return heard[-1][1] if heard else ""


@dataclass(frozen=True)
class BenchTurn:
    """One turn: what is said, and for barge-in and back-channel what is said over her answer."""

    kind: str
    language: str
    text: str
    clip: Clip
    over_text: str = ""
    over: Clip | None = None


def load(count: int) -> list[BenchTurn]:
    """`count` turns: spread evenly over the list, or the list repeated as often as needed.

    Raises:
        ConfigError: the file of turns is broken.
    """
    place = paths.assets() / "bench" / "turns.yaml"
    try:
        entries = yaml.safe_load(place.read_text(encoding="utf-8"))["turns"]
        turns = [_turn(index, entry) for index, entry in enumerate(entries)]
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"{place} can't be used: {error}.", code="bench-turns") from error
    if count < len(turns):
        return [turns[index * len(turns) // count] for index in range(count)]
    return [turns[index % len(turns)] for index in range(count)]


def _turn(index: int, entry: dict[str, Any]) -> BenchTurn:
    kind, language = entry["kind"], entry["language"]
    if kind not in KINDS:
        raise ValueError(f"turn {index + 1}: unknown kind {kind!r}")
    if kind == "noise":
        return BenchTurn(kind, language, "", _noise(index))
    voice = entry.get("voice", VOICES[language])
    clip = speak(entry["text"], voice, pause=float(entry.get("pause_s", 0.4)))
    over = speak(entry["over"], voice) if "over" in entry else None
    return BenchTurn(kind, language, entry["text"].replace("| ", ""), clip, entry.get("over", ""), over)


def speak(text: str, voice: str, pause: float = 0.4) -> Clip:
    """Spoken text at 16 kHz; a "|" is a pause of `pause` seconds."""
    import soxr

    parts: list[Pcm] = []
    words: list[tuple[float, str]] = []
    said = ""
    for part in text.split("|"):
        speech = espeak_ng.synthesize(part.strip(), voice=voice)
        pcm = _trim(soxr.resample(speech.pcm.astype(np.float32) / 32768.0, speech.rate, RATE))
        said = f"{said} {part.strip()}".strip()
        parts.append(pcm)
        words.append((sum(map(len, parts)) / RATE, said))
        parts.append(np.zeros(int(pause * RATE), np.float32))
    whole = np.concatenate(parts[:-1])
    whole *= _LEVEL / max(1e-6, float(np.abs(whole).max()))
    return _clip(whole, tuple(words))


def _trim(pcm: Pcm) -> Pcm:
    loud = np.flatnonzero(np.abs(pcm) > 0.01)
    return pcm[loud[0] : loud[-1] + 1] if len(loud) else pcm


def _clip(pcm: Pcm, words: tuple[tuple[float, str], ...] = ()) -> Clip:
    loud = np.flatnonzero(np.abs(pcm) > _AUDIBLE)
    return Clip(pcm, loud[0] / RATE, (loud[-1] + 1) / RATE, words)


def _noise(seed: int) -> Clip:
    noise = np.random.default_rng(seed).normal(0.0, _NOISE, int(1.5 * RATE)).astype(np.float32)
    return _clip(noise)
