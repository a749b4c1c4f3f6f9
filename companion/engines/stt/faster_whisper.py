"""Whisper by faster-whisper / CTranslate2, on a short window: only the utterance is encoded, not 30 s of padding.

Called from the hearing worker alone. The encoder's cost falls with the window (base, int8, one thread: 44 ms for 8 s,
480 ms for 30 s); when the short window makes the decoder repeat itself the same sound is heard again with the full pad.
Opens no connection: a model is a folder, or a size that was downloaded before.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from companion import paths
from companion.config import EarsConfig
from companion.engines.stt import _decoding
from companion.errors import HearingError
from companion.known_sentences import Known
from companion.voice.types import RATE, Heard, Pcm

LABEL = "Whisper (faster-whisper)"
LANGUAGES = ("ko", "en")
_HOP = 160
_MARGIN = 232  # mel frames of silence behind the sound; less makes the decoder repeat itself (whisper.cpp #1855)
_STEP = 64  # windows are whole multiples of this: CTranslate2 keeps half a megabyte for each length it has ever seen
_WHOLE = 3000  # mel frames that Whisper was made for
_LONGEST_SHORT = 20 * RATE
_TOKENS_PER_SECOND = 16  # Korean costs about two tokens a syllable
_NO_SPEECH, _LOGPROB = 0.6, -1.0  # Whisper's own rule (openai/whisper, transcribe.py)
_MAX_HINT_TOKENS = 64
_MAX_LENGTH = 448


class WhisperEars:
    """See `ports.SpeechToText`. known: the sentences that the model was taught, if it was taught no others."""

    def __init__(self, model: Any, short_window: bool, known: Known | None = None) -> None:
        self._model: Any = model
        self._short_window = short_window
        self._multilingual: bool = model.model.is_multilingual
        # A vocabulary with unused places is one of the starter models: it knows few words, no names and no
        # prompts, spells English letter by letter, and was trained on what is not speech.
        self._narrow = model.hf_tokenizer.token_to_id("<|unused40000|>") is not None
        self._known = known
        self._tokens_per_second = 24 if self._narrow else _TOKENS_PER_SECOND

    def transcribe(self, pcm: Pcm, *, language: str | None, hints: Sequence[str] = ()) -> Heard:
        """Words of one utterance, "" for silence, noise and phrases made up from them. Raises HearingError."""
        self._check(language)
        pcm = np.ascontiguousarray(np.nan_to_num(pcm), np.float32)
        if _decoding.is_silent(pcm):
            return Heard("", language or LANGUAGES[-1], no_speech=1.0)
        try:
            heard = self._hear(pcm, language, hints)
        except (RuntimeError, ValueError) as error:
            raise HearingError(
                f"Speech to text failed on {len(pcm) / RATE:.1f} s of sound ({type(error).__name__}).",
                code="stt-failed",
                hint="Say it again; if it happens every time, choose another ears.model.",
                retryable=True,
            ) from error
        return self._judge(heard, len(pcm) / RATE)

    def close(self) -> None:
        self._model = None

    def _check(self, language: str | None) -> None:
        if self._model is None:
            raise HearingError("Speech to text is closed.", code="stt-closed")
        if language not in (None, "en") and not self._multilingual:
            raise HearingError(
                "The speech-to-text model hears only English.",
                code="stt-language",
                hint="Choose a multilingual model in ears.model, or ears.language: en.",
            )

    def _hear(self, pcm: Pcm, language: str | None, hints: Sequence[str]) -> Heard:
        if len(pcm) > (_WHOLE - _MARGIN) * _HOP:
            return self._hear_long(pcm, language)
        mel = self._mel(pcm)
        if self._short_window and len(pcm) <= _LONGEST_SHORT:
            heard, complete = self._decode(mel, pcm, language, hints)
            if complete and not _decoding.is_runaway(heard.text):
                return heard
            language = heard.language
        padded = np.pad(mel, ((0, 0), (0, _WHOLE - mel.shape[1])), constant_values=float(mel.min()))
        heard, complete = self._decode(padded, pcm, language, hints)
        if complete or not _decoding.is_runaway(heard.text):
            return heard
        return Heard("", heard.language, heard.no_speech, heard.logprob)

    def _mel(self, pcm: Pcm) -> Pcm:
        """Log-mel frames of the sound and at least the margin: float32 [mels, frames]."""
        wanted = -(-len(pcm) // _HOP) + _MARGIN
        frames = min(_WHOLE, -(-wanted // _STEP) * _STEP)
        mel = self._model.feature_extractor(np.pad(pcm, (0, frames * _HOP - len(pcm))))
        return np.asarray(mel[:, :frames], np.float32)

    def _decode(self, mel: Pcm, pcm: Pcm, language: str | None, hints: Sequence[str]) -> tuple[Heard, bool]:
        """Greedy text of one window, and whether the model came to an end by itself."""
        from ctranslate2 import StorageView
        from faster_whisper.tokenizer import Tokenizer

        encoded = self._model.model.encode(StorageView.from_array(np.ascontiguousarray(mel[None])))
        language = self._language(encoded) if language is None else language
        tokenizer = Tokenizer(self._model.hf_tokenizer, self._multilingual, task="transcribe", language=language)
        prompt = [*self._prompt(tokenizer, hints), *tokenizer.sot_sequence, tokenizer.no_timestamps]
        wanted = _decoding.max_tokens(len(pcm), self._tokens_per_second)
        longest = min(_MAX_LENGTH, max(2 * wanted, wanted + len(prompt)))
        budget = min(longest // 2, longest - len(prompt))  # CTranslate2 gives text at most half of `max_length`
        result = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=1,
            max_length=longest,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        ids = result.sequences_ids[0]
        text = _decoding.clean(tokenizer.decode(ids))
        logprob = min(0.0, float(result.scores[0])) if ids else 0.0
        return Heard(text, language, float(result.no_speech_prob), logprob), len(ids) < budget

    def _prompt(self, tokenizer: Any, hints: Sequence[str]) -> list[int]:
        if not hints or self._narrow:
            return []
        ids = tokenizer.encode(" " + ", ".join(hints) + ".")
        return [tokenizer.sot_prev, *ids[:_MAX_HINT_TOKENS]]

    def _language(self, encoded: Any) -> str:
        if not self._multilingual:
            return "en"
        ranked = self._model.model.detect_language(encoded)[0]
        return next((token[2:-2] for token, _ in ranked if token[2:-2] in LANGUAGES), LANGUAGES[-1])

    def _hear_long(self, pcm: Pcm, language: str | None) -> Heard:
        """More than 27 s: faster-whisper's own sliding window."""
        if language is None:
            mel = self._mel(pcm[: 20 * RATE])
            language = self._decode(mel, pcm[:RATE], None, ())[0].language
        segments, _ = self._model.transcribe(
            pcm, language=language, beam_size=1, temperature=0.0, condition_on_previous_text=False
        )
        found = [segment for segment in segments if not _decoding.is_runaway(segment.text)]
        text = _decoding.clean(" ".join(segment.text for segment in found))
        logprob = float(np.mean([segment.avg_logprob for segment in found])) if found else 0.0
        no_speech = min((segment.no_speech_prob for segment in found), default=1.0)
        return Heard(text, language, float(no_speech), min(0.0, logprob))

    def _judge(self, heard: Heard, seconds: float) -> Heard:
        unsure = self._narrow or heard.logprob < _LOGPROB
        if (heard.no_speech > _NO_SPEECH and unsure) or _decoding.is_made_up(heard.text, seconds):
            return replace(heard, text="")
        if self._known is None:
            return heard
        meant = self._known.understood(heard.text, heard.logprob)
        return replace(heard, text=meant, unclear=not meant)


def create(config: EarsConfig) -> WhisperEars:
    """Load and warm up. Raises HearingError when the model is missing, damaged or of another kind."""
    folder = _find(config.model)
    model = _load(folder, config)
    ears = WhisperEars(model, config.short_window, _known(folder))
    noise = np.random.default_rng(0).normal(0.0, 0.1, RATE).astype(np.float32)
    try:
        ears.transcribe(noise, language="en")
    except HearingError as error:
        raise _damaged(folder, error.__cause__ or error) from error
    return ears


def _find(reference: str) -> Path:
    folder = paths.resolve(reference)
    if folder.is_dir():
        missing = [name for name in ("model.bin", "config.json", "tokenizer.json") if not (folder / name).is_file()]
        if missing:
            raise HearingError(
                f"The speech-to-text model {folder} is incomplete: {', '.join(missing)} missing.",
                code="stt-model-incomplete",
                hint="Download or convert it again, or set ears.model to another folder.",
            )
        return folder
    from faster_whisper.utils import available_models, download_model

    if reference in available_models():
        try:
            return Path(download_model(reference, local_files_only=True))
        except (OSError, ValueError) as error:  # huggingface_hub: LocalEntryNotFoundError is both
            raise HearingError(
                f"The speech-to-text model `{reference}` is not on this machine yet.",
                code="stt-model-missing",
                hint=f"Download it once (faster-whisper's `{reference}`), or set ears.model to assets/starter/ears.",
            ) from error
    raise HearingError(
        f"The speech-to-text model {folder} does not exist.",
        code="stt-model-missing",
        hint="Set ears.model to the folder of a CTranslate2 Whisper model, or to assets/starter/ears.",
    )


def _load(folder: Path, config: EarsConfig) -> Any:
    from faster_whisper import WhisperModel

    try:
        return WhisperModel(
            str(folder),
            device=config.device,
            compute_type=config.compute_type,
            cpu_threads=config.threads,
            num_workers=1,
            local_files_only=True,
        )
    except Exception as error:  # CTranslate2 and tokenizers raise bare RuntimeError, ValueError and Exception
        text = str(error)
        if "compute type" in text or "CUDA" in text or "cuda" in text:
            raise HearingError(
                f"This machine can't run the speech-to-text model as {config.compute_type} on {config.device}.",
                code="stt-compute-type",
                hint="Set ears.device: cpu and ears.compute_type: int8.",
            ) from error
        raise _damaged(folder, error) from error


def _known(folder: Path) -> Known | None:
    try:
        return Known.read(folder)
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(folder, error) from error


def _damaged(folder: Path, error: BaseException) -> HearingError:
    return HearingError(
        f"The speech-to-text model {folder} is damaged or not a Whisper model ({type(error).__name__}).",
        code="stt-model-damaged",
        hint="Download or convert it again, or set ears.model to assets/starter/ears.",
    )
