"""A sample of a character's voice through a real (virtual) speaker, and what her face is told meanwhile."""

from collections.abc import Callable

from PySide6.QtTest import QSignalSpy

from companion.desk.voice_sample import VoiceSample
from tests.desk.app_stand import Stand
from tests.virtual_audio import VirtualAudio, virtual_audio

__all__ = ["virtual_audio"]


def test_her_greeting_is_heard_and_her_mouth_can_follow(
    stand: Callable[..., Stand], virtual_audio: VirtualAudio
) -> None:
    host = stand()
    sample = VoiceSample(host)
    speaking, over = QSignalSpy(sample.speaking), QSignalSpy(sample.over)
    ear = virtual_audio.record_speaker()
    sample.hear("ruby", "ko")
    host.until(lambda: speaking.count() == 1, "she speaks")
    assert speaking.at(0)[0] == "ruby"
    host.until(lambda: (here := sample.position()) is not None and here.loudness > 0.01, "audible")
    here = sample.position()
    assert here is not None and here.chunk.phonemes and here.chunk.reply.language == "ko"
    assert ear.wait_sound(5), "nothing came out of the speaker"
    host.until(lambda: over.count() == 1, "over")
    assert sample.position() is None


def test_stopped_at_once_and_another_one_begins(stand: Callable[..., Stand], virtual_audio: VirtualAudio) -> None:
    host = stand()
    sample = VoiceSample(host)
    speaking, over = QSignalSpy(sample.speaking), QSignalSpy(sample.over)
    sample.hear("ruby", "en")
    sample.hear("snow_white", "en")  # before the first has begun
    host.until(lambda: speaking.count() == 1, "speaks")
    assert speaking.at(0)[0] == "snow_white"
    sample.stop()
    assert over.count() == 1 and over.at(0) == ["snow_white"] and sample.position() is None


def test_a_character_that_is_not_there_is_told(stand: Callable[..., Stand]) -> None:
    host = stand()
    sample = VoiceSample(host)
    failed = QSignalSpy(sample.failed)
    sample.hear("nobody_at_all", "en")
    host.until(lambda: failed.count() == 1, "told")
    assert failed.at(0)[1].code == "character-unknown"
