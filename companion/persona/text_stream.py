"""Incremental decoding: bytes to str, and the inside of a JSON string to characters. Each belongs to one thread."""

import codecs
import re

_SURROGATES = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile(r'["\\]')
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_HEX = frozenset("0123456789abcdefABCDEF")


def whole(text: str) -> str:
    """`text` with lone surrogates replaced by U+FFFD, so that it can be written as UTF-8."""
    return _SURROGATES.sub("\ufffd", text)


class Utf8:
    """Bytes or str, cut anywhere, to clean str: incomplete UTF-8 waits, wrong bytes and lone surrogates replaced."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, data: bytes | str) -> str:
        text = data if isinstance(data, str) else self._decoder.decode(data)
        return whole(text)


class PlainStream:
    """As `TextStream`, for a text that is no JSON string: nothing is escaped and no quote ends it."""

    closed = False

    def __init__(self) -> None:
        self._utf8 = Utf8()

    def feed(self, data: bytes | str) -> str:
        """The characters that are complete now."""
        return self._utf8.feed(data)

    def finish(self) -> str:
        """The stream has ended; half a character is dropped."""
        return ""


class TextStream:
    """Incremental decoder of the inside of a JSON string (the opening quote is already gone).

    Escapes, \\uXXXX with surrogate pairs (a lone one becomes U+FFFD), raw control characters and unknown escapes are
    accepted; cuts may fall anywhere, inside UTF-8 too. After the unescaped quote `closed` is True and `rest` holds
    what followed it.
    """

    def __init__(self) -> None:
        self.closed = False
        self.rest = ""
        self._utf8 = Utf8()
        self._escape = ""  # "", "\\" or "\\u" with up to three hex digits
        self._high = 0  # first half of a surrogate pair, waiting for the second

    def feed(self, data: bytes | str) -> str:
        """The characters that are complete now."""
        text = self._utf8.feed(data)
        if self.closed:
            self.rest += text
            return ""
        out: list[str] = []
        at = 0
        while at < len(text) and not self.closed:
            at = self._escaped(text, at, out) if self._escape else self._plain(text, at, out)
        self.rest = text[at:]
        return "".join(out)

    def finish(self) -> str:
        """The stream has ended without a quote: half a surrogate pair becomes U+FFFD, an open escape is dropped."""
        out: list[str] = []
        self._lone(out)
        self._escape = ""
        return "".join(out)

    def _plain(self, text: str, at: int, out: list[str]) -> int:
        found = _SPECIAL.search(text, at)
        end = found.start() if found else len(text)
        if end > at:
            self._lone(out)
            out.append(text[at:end])
        if found is None:
            return end
        if text[end] == '"':
            self._lone(out)
            self.closed = True
        else:
            self._escape = "\\"
        return end + 1

    def _escaped(self, text: str, at: int, out: list[str]) -> int:
        char = text[at]
        if self._escape == "\\":
            if char == "u":
                self._escape = "\\u"
            else:
                self._lone(out)
                self._escape = ""
                out.append(_ESCAPES.get(char, char))
            return at + 1
        if char not in _HEX:  # not an escape after all; the character is read again as text
            self._lone(out)
            self._escape = ""
            out.append("\ufffd")
            return at
        self._escape += char
        if len(self._escape) == 6:
            code, self._escape = int(self._escape[2:], 16), ""
            self._unit(code, out)
        return at + 1

    def _unit(self, code: int, out: list[str]) -> None:
        if 0xDC00 <= code <= 0xDFFF and self._high:
            out.append(chr(0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00)))
            self._high = 0
            return
        self._lone(out)
        if 0xD800 <= code <= 0xDBFF:
            self._high = code
        else:
            out.append("\ufffd" if 0xDC00 <= code <= 0xDFFF else chr(code))

    def _lone(self, out: list[str]) -> None:
        if self._high:
            self._high = 0
            out.append("\ufffd")
