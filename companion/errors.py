"""The one exception family. A person may see every message here: it names the place and, in `hint`, the fix."""


class CompanionError(Exception):
    """Something went wrong that a person can act on.

    Args:
        message: one sentence that names the place; never contains what a person said or what the model answered.
        code: short stable identifier in kebab case, for logs, JSON output and tests ("model-missing").
        hint: what to do next, one sentence; may be empty.
        retryable: True when the same call may succeed later without a change by the person.
    """

    stage = "app"

    def __init__(self, message: str, *, code: str, hint: str = "", retryable: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint
        self.retryable = retryable

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.code, self.hint, self.retryable))


def _rebuild(kind: type[CompanionError], message: str, code: str, hint: str, retryable: bool) -> CompanionError:
    return kind(message, code=code, hint=hint, retryable=retryable)


class ConfigError(CompanionError):
    """conf.yaml or a command-line argument is wrong."""

    stage = "config"


class CharacterError(CompanionError):
    """A character folder or card can't be used. folder: name of the folder, where it is known."""

    stage = "character"
    folder: str = ""


class AudioError(CompanionError):
    """A microphone or speaker can't be used, or a sound file can't be read."""

    stage = "audio"


class HearingError(CompanionError):
    """Voice activity detection or speech to text failed."""

    stage = "stt"


class BrainError(CompanionError):
    """The language model can't be loaded or failed while answering."""

    stage = "llm"


class SpeechError(CompanionError):
    """Text to speech failed."""

    stage = "tts"


class MemoryStoreError(CompanionError):
    """The conversation database can't be read or written."""

    stage = "memory"


class ModelError(CompanionError):
    """A model can't be found in the catalogue, downloaded, checked or removed."""

    stage = "models"


class AvatarError(CompanionError):
    """An avatar can't be loaded or drawn."""

    stage = "avatar"


class TrainingError(CompanionError):
    """A stage of `companion-train` failed."""

    stage = "train"
