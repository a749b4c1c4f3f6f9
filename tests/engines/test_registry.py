"""Every engine that is listed keeps the registry's contract: a label, a `create`, one clear error on bad input."""

import time
from pathlib import Path
from typing import Any

import pytest

from companion import config
from companion.engines import registry
from companion.errors import CompanionError, ConfigError
from companion.persona.character import VoiceChoice

SETTINGS = config.defaults()
NOWHERE = "/no/such/place"
EARS = SETTINGS.ears.model_copy(update={"model": f"{NOWHERE}.gram"})
BAD_VOICE = {"en": VoiceChoice(voice="nobody", model=f"{NOWHERE}.onnx")}
# What each engine that can be asked without a device, a network or a child process is given, and refuses.
BAD: dict[tuple[str, str], tuple[tuple[Any, ...], dict[str, Any]]] = {
    ("audio", "replay"): (([Path(NOWHERE)], time.monotonic), {}),
    ("stt", "faster_whisper"): ((EARS,), {}),
    ("stt", "pocketsphinx"): ((EARS,), {}),
    ("tts", "espeak"): ((BAD_VOICE, SETTINGS.voice), {}),
    ("tts", "piper"): ((BAD_VOICE, SETTINGS.voice), {}),
}
LISTED = [(kind, name) for kind in registry.KINDS for name in registry.names(kind)]


def test_all_engines_of_the_first_version_are_listed() -> None:
    assert {
        ("audio", "portaudio"), ("audio", "replay"), ("vad", "silero"), ("stt", "faster_whisper"),
        ("stt", "pocketsphinx"), ("llm", "llama_cpp"), ("tts", "espeak"), ("tts", "piper"),
    } <= set(LISTED)  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), LISTED)
def test_every_engine_has_a_label_and_a_way_to_make_it(kind: str, name: str) -> None:
    module = registry.module(kind, name)
    assert isinstance(module.LABEL, str) and module.LABEL
    assert callable(module.create)
    assert module.__doc__ and "hread" in module.__doc__, "the docstring says which thread runs it"


@pytest.mark.parametrize(("kind", "name"), sorted(BAD))
def test_bad_input_is_one_clear_error(kind: str, name: str) -> None:
    arguments, options = BAD[kind, name]
    with pytest.raises(CompanionError) as caught:
        registry.module(kind, name).create(*arguments, **options)
    assert caught.value.code and caught.value.hint
    assert "nobody" in caught.value.message or NOWHERE in caught.value.message


def test_the_detector_is_made_without_settings() -> None:
    detector = registry.module("vad", "silero").create(threads=1)
    detector.close()
    detector.close()


@pytest.mark.parametrize("kind", registry.KINDS)
def test_unknown_engine_lists_the_known_ones(kind: str) -> None:
    with pytest.raises(ConfigError) as caught:
        registry.module(kind, "no_such_engine")
    assert all(name in caught.value.hint for name in registry.names(kind))


def test_missing_library_names_it_and_the_other_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ImportError("no", name="piper")

    monkeypatch.setattr(registry.importlib, "import_module", fail)
    monkeypatch.setattr(registry, "names", lambda kind: ["espeak", "piper"])
    with pytest.raises(ConfigError, match="espeak") as caught:
        registry.module("tts", "piper")
    assert caught.value.code == "engine-library-missing"


def test_listing_imports_no_engine_library() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from companion.engines import registry\n"
        "for kind in registry.KINDS:\n"
        "    for name in registry.names(kind): registry.module(kind, name)\n"
        "heavy = {'onnxruntime', 'ctranslate2', 'faster_whisper', 'piper', 'pocketsphinx', 'sounddevice', 'livekit',\n"
        "         'llama_cpp', 'torch'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
