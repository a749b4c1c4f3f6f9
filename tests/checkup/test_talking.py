"""Microphone level and echo on real (virtual) devices; a muted microphone, a loud room, a headset."""

import numpy as np
import pytest

from companion import config
from companion.checkup import run, talking
from companion.checkup.check import Check
from companion.config import Config
from companion.errors import AudioError
from tests.virtual_audio import VirtualAudio, virtual_audio

__all__ = ["virtual_audio"]


@pytest.fixture
def settings() -> Config:
    return config.defaults()


def test_a_muted_microphone_is_told_from_a_quiet_room(settings: Config, virtual_audio: VirtualAudio) -> None:
    assert talking.microphone(settings).status == "pass" and talking.speaker(settings).status == "pass"
    muted = talking.level(settings)
    assert (muted.status, muted.code, muted.remedy) == ("fail", "microphone-silent", "microphone")
    room = np.random.default_rng(1).normal(0, 0.01, 16_000 * 4).astype(np.float32)
    child = virtual_audio.play_to_microphone(room)
    heard = talking.level(settings)
    child.wait(20)
    assert heard.status == "pass" and -50 < float(heard.facts["dbfs"]) < -30


def test_her_voice_that_comes_back_is_found_and_judged(settings: Config, virtual_audio: VirtualAudio) -> None:
    virtual_audio.loop_speaker_into_microphone()
    found = talking.echo(settings)
    assert found.code in ("cancelled", "echo-half-duplex"), found
    assert found.facts["state"] in ("cancelled", "half_duplex")


def test_without_a_way_back_there_is_no_echo(settings: Config, virtual_audio: VirtualAudio) -> None:
    found = talking.echo(settings)
    assert (found.status, found.code) == ("pass", "none")


def test_a_headset_needs_none_of_it(settings: Config) -> None:
    headset = settings.model_copy(update={"microphone": settings.microphone.model_copy(update={"echo": "headset"})})
    assert talking.echo(headset).code == "headset"


def test_what_fails_keeps_others_from_being_tried_for_nothing(
    settings: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(config: Config) -> Check:
        raise AudioError("There is no microphone.", code="microphone-none", hint="Plug one in.")

    def broken(config: Config) -> Check:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(run, "CHECKS", {"microphone": gone, "level": broken, "voice": broken})
    begun: list[str] = []
    found = list(run.checks(settings, begun.append))
    assert [check.status for check in found] == ["fail", "skip", "fail"] and begun == ["microphone", "voice"]
    assert found[0].fix and found[0].remedy == "microphone"
    assert (
        found[2].code == "library-broken"
        and "make run" in found[2].fix
        and found[2].facts == {"kind": "ZeroDivisionError"}
    )
