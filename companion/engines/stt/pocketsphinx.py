"""PocketSphinx: English only, no training, the acoustic model comes with its wheel (recorded people, BSD).

Called from one thread, the hearing worker's. With a grammar (a .gram file, JSGF) it hears those sentences and refuses
others: what fits a free row of phones much better than any sentence of the grammar was not one of them. With the model
`general` it hears free English, roughly.
"""

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from companion import paths
from companion.config import EarsConfig
from companion.engines.audio._wav import to_int16
from companion.engines.stt import _decoding
from companion.errors import HearingError
from companion.voice.types import RATE, Heard, Pcm

LABEL = "PocketSphinx (English)"
_GRAMMAR = "assets/starter/pocketsphinx/starter.gram"
_WRITTEN = re.compile(r"^// (\S.*)$", re.MULTILINE)  # each sentence as it is written stands in a comment
_SOUNDS = re.compile(r"^//\+ (\S+) (\S.*)$", re.MULTILINE)  # and each word that the dictionary lacks
_PAD = RATE // 5
_FITS = -0.9e-3  # PocketSphinx score a frame, compared with free phones: most right sentences are better
_PER_FRAME = 1e3  # scale on which that becomes a `logprob` around -1


class SphinxEars:
    """See `ports.SpeechToText`. written: spoken words to the sentence as it is written; empty = free English."""

    def __init__(self, decoder: Any, phones: Any, written: Mapping[str, str]) -> None:
        self._decoder: Any = decoder
        self._phones = phones
        self._written = written

    def transcribe(self, pcm: Pcm, *, language: str | None, hints: Sequence[str] = ()) -> Heard:
        """Words of one English utterance, "" for silence and for what is not in the grammar. Raises HearingError."""
        if self._decoder is None:
            raise HearingError("Speech to text is closed.", code="stt-closed")
        if language not in (None, "en"):
            raise HearingError(
                f"PocketSphinx hears only English, not `{language}`.",
                code="stt-language",
                hint="Set ears.engine: faster_whisper, or ears.language: en.",
            )
        pcm = np.nan_to_num(pcm)
        if _decoding.is_silent(pcm):
            return Heard("", "en", no_speech=1.0)
        raw = to_int16(np.pad(pcm, _PAD)).tobytes()
        words, score, frames = _decode(self._decoder, raw)
        if not self._written:
            return Heard(_sentence(words), "en", no_speech=0.0 if words else 1.0)
        if words not in self._written:  # nothing fits, or it broke off in mid-sentence
            return Heard("", "en", no_speech=0.5, unclear=True)
        _, free, _ = _decode(self._phones, raw)
        fit = (score - free) / max(1, frames)
        logprob = min(0.0, fit * _PER_FRAME)
        fits = fit >= _FITS
        return Heard(self._written[words] if fits else "", "en", logprob=logprob, unclear=not fits)

    def close(self) -> None:
        self._decoder = self._phones = None


def create(config: EarsConfig) -> SphinxEars:
    """ears.model: a .gram file, or `general`; anything else means the grammar of the starter. Raises HearingError."""
    if config.language == "ko":
        raise HearingError(
            "PocketSphinx hears only English.",
            code="stt-language",
            hint="Set ears.engine: faster_whisper for Korean.",
        )
    from pocketsphinx import Decoder, get_model_path

    model = Path(get_model_path()) / "en-us"
    common = {"hmm": str(model / "en-us"), "dict": str(model / "cmudict-en-us.dict"), "loglevel": "FATAL"}
    if config.model == "general":
        return SphinxEars(Decoder(lm=str(model / "en-us.lm.bin"), **common), None, {})
    path = paths.resolve(config.model if config.model.endswith(".gram") else _GRAMMAR)
    written, sounds = _read(path)
    try:
        decoder = Decoder(lm=None, **common)
        for word, phones in sounds:
            decoder.add_word(word, phones, False)
        decoder.add_jsgf_file("starter", str(path))
        decoder.activate_search("starter")
        phones = Decoder(allphone=str(model / "en-us-phone.lm.bin"), lw=2.0, beam=1e-20, pbeam=1e-20, **common)
    except (RuntimeError, ValueError) as error:
        raise HearingError(
            f"The grammar {path} can't be used: it is no JSGF, or has a word that the dictionary lacks.",
            code="stt-model-damaged",
            hint="Mend it, or set ears.model: general for free English.",
        ) from error
    return SphinxEars(decoder, phones, written)


def spoken(sentence: str) -> str:
    """The words of a sentence as the dictionary has them: lower case, without punctuation."""
    return " ".join(re.sub(r"[^a-z' -]", " ", sentence.lower().replace("’", "'")).split())


def _read(path: Path) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Spoken words to the sentence as it is written; and words with their phones."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise HearingError(
            f"The grammar {path} can't be read.",
            code="stt-model-missing",
            hint="Set ears.model to a .gram file, or to `general` for free English.",
        ) from error
    found = {spoken(line): line for line in _WRITTEN.findall(text)}
    if not found:
        raise HearingError(
            f"The grammar {path} names no sentences.",
            code="stt-model-damaged",
            hint="Each sentence has to stand in a comment line: // Hello there.",
        )
    return found, _SOUNDS.findall(text)


def _decode(decoder: Any, raw: bytes) -> tuple[str, float, int]:
    """Words, score and frames of a whole utterance."""
    try:
        decoder.start_utt()
        decoder.process_raw(raw, full_utt=True)
        decoder.end_utt()
    except RuntimeError as error:
        raise HearingError(
            "PocketSphinx failed on an utterance.", code="stt-failed", hint="Say it again.", retryable=True
        ) from error
    found = decoder.hyp()
    if found is None or math.isnan(found.score):
        return "", 0.0, 0
    return str(found.hypstr), float(found.score), int(decoder.n_frames())


def _sentence(words: str) -> str:
    """Free words as one would write them."""
    text = " ".join("I" + word[1:] if word == "i" or word.startswith("i'") else word for word in words.split())
    return text[:1].upper() + text[1:]
