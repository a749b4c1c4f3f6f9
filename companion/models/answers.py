"""What an HTTP answer means for a download, and what a person is told about it. Pure; any thread."""

import email.utils
import re
from email.message import Message

from companion.errors import ModelError
from companion.models.transfer import Broken

LONGEST_WAIT = 300.0  # seconds that a server may ask us to wait
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529))
_HTML = re.compile(rb"^\s*<(!doctype\s+html|html|head|body|\?xml[^>]*>\s*<!doctype\s+html)\b", re.IGNORECASE)


def validator(headers: Message) -> str:
    """What `If-Range` may carry: a strong ETag, else the date (RFC 9110, 13.1.5); "" for neither."""
    tag = str(headers.get("ETag", "")).strip()
    if len(tag) > 1 and tag.startswith('"') and tag.endswith('"'):
        return tag
    return "" if tag else str(headers.get("Last-Modified", "")).strip()


def extent(status: int, headers: Message) -> tuple[int, int | None]:
    """Where the body begins (-1: it does not say), and the size of the whole file where it is told."""
    if status == 206:
        match = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", str(headers.get("Content-Range", "")).strip(), re.ASCII)
        if match is None:
            return -1, None
        return int(match[1]), int(match[3]) if match[3] != "*" else None
    length = str(headers.get("Content-Length", ""))
    return 0, int(length) if re.fullmatch(r"\d+", length, re.ASCII) else None


def seconds(retry_after: str, now: float) -> float | None:
    """`Retry-After` (RFC 9110, 10.2.3), which is seconds or a date; None where it says nothing that can be read."""
    text = retry_after.strip()
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - now)
    except (TypeError, ValueError, OverflowError):
        return None


def is_page(start: bytes) -> bool:
    """Whether a file begins as a web page does."""
    return _HTML.match(start) is not None


def refuse_packed(host: str, headers: Message) -> None:
    """Raises Broken for a body that a proxy has compressed: its length and hash would be other ones."""
    if str(headers.get("Content-Encoding", "identity")).lower() not in ("", "identity"):
        raise Broken(f"{host} sends the file packed, which was not asked for", code="models-encoding")


def refusal(status: int, host: str, retry_after: str, *, redirected: bool) -> Exception:
    """The error for a status that is no success: Broken where asking again may help, else ModelError."""
    if status in _AGAIN or (status == 403 and redirected):  # a signed address that has expired: ask the hub anew
        code = "models-hub-busy" if status in (429, 503) else "models-hub-failed"
        return Broken(f"{host} answered with status {status}", retry_after=retry_after, code=code)
    if status in (404, 410):
        return ModelError(
            f"{host} has no such file (status {status}).",
            code="models-gone",
            hint="The makers may have moved it; a newer version of this program may know where. On a mirror it may be "
            "missing: try `models.hub: auto`.",
        )
    if status in (401, 403, 407, 451):
        return ModelError(
            f"{host} refuses the file (status {status}).",
            code="models-refused",
            hint="Some models are given only to those who accept their terms on the hub, and some mirrors and proxies "
            "ask for a login. Download the files in a browser, put them into the model's folder (`companion models "
            "where ID`) and run `companion models verify ID`.",
        )
    return ModelError(
        f"{host} answered with status {status}, which makes no sense for a file.",
        code="models-refused",
        hint="Check `models.hub`.",
    )


def page(host: str, name: str) -> ModelError:
    return ModelError(
        f"{host} sent a web page instead of {name}.",
        code="models-web-page",
        hint="Often this is the sign-in page of a Wi-Fi network or a proxy: open it in a browser. Otherwise check "
        "`models.hub`.",
    )


def other_size(host: str, name: str, offered: int, wanted: int) -> ModelError:
    return ModelError(
        f"{host} offers {name} with {offered:,} bytes; it should have {wanted:,}.",
        code="models-changed",
        hint="The file on the hub is another one than the catalogue means. A newer version of this program may know "
        "it; another `models.hub` may have the right one.",
    )


def other_content(what: str, *, earlier: bool) -> ModelError:
    """earlier: it differs from what was downloaded the first time, not from the catalogue."""
    if earlier:
        return ModelError(
            f"{what}: it is another file than was downloaded the first time.",
            code="models-changed",
            hint="If its makers published a new version and you trust it: `companion models remove ID --forget`, then "
            "get it again.",
        )
    return ModelError(
        f"{what}: it is another file than the catalogue knows.",
        code="models-changed",
        hint="A newer version of this program may know it; another `models.hub` may have the right one.",
    )


def damaged(name: str, what: str) -> ModelError:
    return ModelError(
        f"{name} {what}; it was thrown away.",
        code="models-damaged",
        hint="Try again. If it happens every time, the hub (or a proxy on the way) sends something else: change "
        "`models.hub`.",
        retryable=True,
    )


def given_up(name: str, broken: Broken, more: str = "") -> ModelError:
    return ModelError(
        f"{name} could not be downloaded: {broken.reason}.{more}",
        code=broken.code,
        hint="What is there is kept: the same command goes on where it was. Check the network, or `models.hub`.",
        retryable=True,
    )
