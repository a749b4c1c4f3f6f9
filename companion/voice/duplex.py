"""Whether she can be interrupted by voice, told to the person when it changes. Pure; microphone thread.

Each block says how well her own voice was taken out of it (`AudioBlock.echo`). The canceller needs a moment to learn
the room, so only what lasts is told.
"""

from companion.voice.types import RATE, AudioBlock, Notice

_HALF_AFTER = 2.0  # seconds of her voice that the canceller could not take out
_FULL_AFTER = 0.5  # seconds in which it could
_WORDS = {
    True: ("half-duplex", "Her own voice reaches the microphone: she does not listen while she speaks."),
    False: ("full-duplex", "Her own voice is cancelled: you can speak over her."),
}


class DuplexWatch:
    """Feed every block; a Notice comes back when the answer has changed."""

    def __init__(self) -> None:
        self._half = False
        self._contrary = 0.0  # seconds in a row that say otherwise

    def feed(self, block: AudioBlock) -> Notice | None:
        """`block` as it comes from the microphone; blocks without her voice say nothing."""
        if block.echo == "none":
            return None
        half = block.echo == "half_duplex"
        self._contrary = self._contrary + len(block.pcm) / RATE if half != self._half else 0.0
        if self._contrary < (_HALF_AFTER if half else _FULL_AFTER) or half == self._half:
            return None
        self._half, self._contrary = half, 0.0
        return Notice(*_WORDS[half])
