"""The virtual sound system for the tests of the real devices."""

from tests.virtual_audio import virtual_audio

__all__ = ["virtual_audio"]
