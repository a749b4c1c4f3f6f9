"""eSpeak NG as her voice: Korean and English, in process, with timed phonemes, no model file.

Called from the voice worker's thread; other users of eSpeak wait for the length of one synthesis. It makes two seconds
of speech in about 7 ms, so a clause comes as one piece; `turn` is looked at every 60 ms of speech while it is made.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from companion import espeak_ng
from companion.config import VoiceConfig
from companion.engines.tts._sound import at_volume, silence_before
from companion.errors import SpeechError
from companion.persona.character import VoiceChoice
from companion.voice.types import Pcm, SpeechPiece, TimedPhoneme, Turn, VoiceStyle

LABEL = "eSpeak NG"
DEFAULT_VOICES = {"ko": "ko+f2", "en": "en-us+f2"}
_WORDS_PER_MINUTE = 175
_PITCH, _PITCH_PER_SEMITONE = 50, 50 / 8  # eSpeak's 0-100 is -7 to +9 semitones (measured), 50 is the voice's own


class EspeakVoice:
    """See `ports.TextToSpeech`. voices: per language, already checked by `create`."""

    def __init__(self, voices: Mapping[str, VoiceChoice], speed: float) -> None:
        self._voices = voices
        self._speed = speed

    def synthesize(self, text: str, *, language: str, style: VoiceStyle, turn: Turn) -> Iterator[SpeechPiece]:
        """One piece of 22,050 Hz, nothing for a cancelled turn or a text without sound. Raises SpeechError."""
        choice = self._voices.get(language, VoiceChoice())
        blocks: list[espeak_ng.EspeakBlock] = []

        def take(block: espeak_ng.EspeakBlock) -> bool:
            blocks.append(block)
            return not turn.cancelled

        if turn.cancelled or not text.strip():
            return
        complete = espeak_ng.stream(
            text,
            take,
            voice=_voice(choice, language),
            rate_wpm=round(_WORDS_PER_MINUTE * self._speed * choice.speed * style.speed),
            pitch=round(min(100.0, max(0.0, _PITCH + (choice.pitch + style.pitch) * _PITCH_PER_SEMITONE))),
        )
        if complete and not turn.cancelled and blocks:
            piece = _piece(blocks, style.volume)
            if len(piece.pcm):
                yield piece

    def close(self) -> None:
        """Nothing to release: eSpeak belongs to the process."""


def create(voices: Mapping[str, VoiceChoice], settings: VoiceConfig) -> EspeakVoice:
    """Check the voices, so that a wrong name is said now and not in the middle of a reply. Raises SpeechError."""
    for language, choice in {**{name: VoiceChoice() for name in DEFAULT_VOICES}, **voices}.items():
        try:
            espeak_ng.stream("a", lambda block: False, voice=_voice(choice, language))
        except SpeechError as error:
            if error.code != "espeak-no-voice":
                raise
            raise SpeechError(
                f"The {language} voice `{choice.voice}` does not exist in eSpeak NG.",
                code="espeak-no-voice",
                hint="Use a language with a variant in the character's `voices`, such as `ko+f2` or `en-us+f3`.",
            ) from error
    return EspeakVoice(dict(voices), settings.speed)


def _voice(choice: VoiceChoice, language: str) -> str:
    return choice.voice or DEFAULT_VOICES.get(language, language)


def _piece(blocks: list[espeak_ng.EspeakBlock], volume: float) -> SpeechPiece:
    """All blocks as one piece that begins with its first sound, and phonemes on its time."""
    rate = blocks[0].rate
    pcm: Pcm = np.concatenate([block.pcm for block in blocks]).astype(np.float32) / 32768.0
    skipped = silence_before(pcm, rate)
    pcm = at_volume(pcm[skipped:], volume)
    phonemes: list[TimedPhoneme] = []
    for block in blocks:
        for (name, start), char in zip(block.phonemes, block.characters, strict=True):
            place = phonemes[-1].char if name == "_" and phonemes else char  # a pause belongs to the word before it
            phonemes.append(TimedPhoneme(name, max(0.0, start - skipped / rate), place))
    return SpeechPiece(pcm, rate, tuple(phonemes))
