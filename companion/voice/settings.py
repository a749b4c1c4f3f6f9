"""What the conversation core takes from conf.yaml, as plain frozen values. Pure; any thread."""

from dataclasses import dataclass
from typing import Literal

from companion.config import BrainConfig, Config

MicrophoneMode = Literal["open", "push_to_talk", "off"]
FRAME = 0.032  # seconds of one frame of voice activity detection: 512 samples at 16 kHz


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """When the person has started and stopped speaking. All times in seconds.

    threshold: speech probability from which a frame is voiced; hysteresis: how far it may drop and stay voiced.
    maybe_end: silence after which the answer is begun on speculation. resume: voice after a pause that counts as going
    on. hold_*: silence after a sentence that sounds complete, may be complete, or is clearly unfinished.
    """

    threshold: float = 0.5
    hysteresis: float = 0.15
    min_speech: float = 0.12
    maybe_end: float = 0.096
    resume: float = 0.096
    hold_complete: float = 0.3
    hold_unsure: float = 0.6
    hold_unfinished: float = 1.5
    pre_roll: float = 0.32
    max_utterance: float = 25.0
    max_gap: float = 0.5


@dataclass(frozen=True, slots=True)
class BargeInSettings:
    """Speaking over her. duck: voiced seconds before she becomes quieter; confirm: before she falls silent (held);
    stop: before she is cut off without knowing the words; resume: she goes on after this long without a verdict."""

    enabled: bool = True
    duck: float = 0.064
    confirm: float = 0.256
    stop: float = 1.0
    resume: float = 1.2
    gain: float = 0.25


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """Everything VoiceLoop wants to know. brain: the sampling defaults that a character may override.

    ears_language: "character" (her only language, else detect), "auto", "ko" or "en".
    history_turns: at least this many earlier turns stay in the prompt; max_sentences: of one reply.
    """

    brain: BrainConfig
    endpoint: EndpointSettings = EndpointSettings()
    barge_in: BargeInSettings = BargeInSettings()
    microphone_mode: MicrophoneMode = "open"
    ears_language: Literal["character", "auto", "ko", "en"] = "character"
    voice_on: bool = True
    voice_emotion: bool = True
    speculate: bool = True
    history_turns: int = 40
    mood_half_life: float = 120.0

    @staticmethod
    def of(config: Config) -> "LoopSettings":
        """The settings that conf.yaml gives."""
        microphone, barge = config.microphone, config.barge_in
        return LoopSettings(
            brain=config.brain,
            endpoint=EndpointSettings(
                threshold=microphone.speech_threshold,
                min_speech=microphone.min_speech_ms / 1000,
                hold_complete=microphone.hold_complete_ms / 1000,
                hold_unsure=microphone.hold_unsure_ms / 1000,
                hold_unfinished=microphone.hold_unfinished_ms / 1000,
                pre_roll=microphone.pre_roll_ms / 1000,
            ),
            barge_in=BargeInSettings(
                enabled=barge.enabled,
                confirm=barge.confirm_ms / 1000,
                stop=max(1.0, 2 * barge.confirm_ms / 1000),
                resume=barge.resume_ms / 1000,
                gain=10 ** (barge.duck_db / 20),
            ),
            microphone_mode=microphone.mode,
            ears_language=config.ears.language,
            voice_on=config.speaker.voice_on,
            voice_emotion=config.voice.emotion,
            speculate=config.conversation.speculate,
            history_turns=config.conversation.history_turns,
            mood_half_life=config.conversation.mood_half_life_s,
        )
