"""One file from a hub that behaves, and from one that does not."""

import email.utils
import errno
import itertools
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.errors import ModelError
from companion.models import fetch as fetching
from companion.models import storage
from companion.models.fetch import Got, Patience, Wanted, fetch, finish
from companion.models.progress import Meter, Progress
from companion.models.stop import Stop
from tests.models import hub_server as hubs
from tests.models.conftest import QUICK, noise
from tests.models.hub_server import HubServer, sha

PATH = "/m/resolve/r/weights.bin"
CONTENT = noise(300_000)
OTHER = noise(300_000, seed=1)


class Download:
    """`download()` fetches PATH from the server as often as one likes; what was reported stays."""

    def __init__(self, server: HubServer, folder: Path) -> None:
        self.target = folder / "weights.bin"
        self.wanted = Wanted(server.base + PATH, self.target, len(CONTENT), len(CONTENT), sha(CONTENT))
        self.stop = Stop()
        self.reports: list[Progress] = []
        self.patience = QUICK
        self.free: Callable[[Path], int] = lambda place: 1 << 40
        self.wall = 1_000_000_000.0
        self.watch: Callable[[Progress], None] = lambda progress: None

    def __call__(self) -> Got:
        ticks = itertools.count()
        meter = Meter("weights", 1, len(CONTENT), True, self._reported, lambda: float(next(ticks)))
        got = fetch(
            self.wanted,
            stop=self.stop,
            meter=meter,
            free=self.free,
            patience=self.patience,
            wall=lambda: self.wall,
        )
        finish(self.target)
        return got

    def _reported(self, progress: Progress) -> None:
        self.reports.append(progress)
        self.watch(progress)

    def fails(self, code: str) -> ModelError:
        with pytest.raises(ModelError) as caught:
            self()
        assert caught.value.code == code, caught.value
        assert not self.target.exists()
        return caught.value

    @property
    def part(self) -> Path:
        return self.target.with_name("weights.bin.part")

    @property
    def whole(self) -> bool:
        return (
            self.target.read_bytes() == CONTENT and not self.part.exists() and not list(self.target.parent.glob("*.j*"))
        )


@pytest.fixture
def download(server: HubServer, tmp_path: Path) -> Download:
    server.files[PATH] = CONTENT
    return Download(server, tmp_path)


# --- a good hub ---


def test_a_file_comes_whole_and_under_its_name_only_then(server: HubServer, download: Download) -> None:
    assert download() == Got(len(CONTENT), sha(CONTENT), "catalogue")
    assert download.whole
    assert [request.range for request in server.requests] == [None]
    assert server.requests[0].authorization is None
    stages = [report.stage for report in download.reports]
    assert stages[0] == "connecting" and "downloading" in stages and stages[-1] == "checking"


def test_through_a_redirect_the_hub_announces_the_hash(server: HubServer, download: Download) -> None:
    server.redirect = True
    download.wanted = replace(download.wanted, size=None, sha256=None)
    assert download() == Got(len(CONTENT), sha(CONTENT), "hub")
    assert [request.path for request in server.requests] == [PATH, "/cdn" + PATH]


def test_without_any_hash_the_first_bytes_are_believed_and_it_says_so(download: Download) -> None:
    download.wanted = replace(download.wanted, size=None, sha256=None)
    assert download().by == "first"


def test_a_size_that_nobody_tells_is_no_obstacle(server: HubServer, download: Download) -> None:
    server.on(PATH, hubs.unmeasured)
    download.wanted = replace(download.wanted, size=None)
    assert download().size == len(CONTENT)
    assert download.whole


# --- connections that break ---


def test_a_connection_that_is_cut_is_taken_up_where_it_was(server: HubServer, download: Download) -> None:
    server.on(PATH, hubs.cut(100_000), hubs.cut(50_000))
    download()
    assert download.whole
    assert [(request.range, request.if_range) for request in server.requests] == [
        (None, None),
        ("bytes=100000-", hubs.etag(CONTENT)),
        ("bytes=150000-", hubs.etag(CONTENT)),
    ]
    assert "waiting" in [report.stage for report in download.reports]


def test_a_hub_that_always_cuts_but_always_brings_something_is_not_given_up(
    server: HubServer, download: Download
) -> None:
    server.on(PATH, *[hubs.cut(20_000)] * 14)
    download()
    assert download.whole and len(server.requests) == 15


def test_a_hub_that_brings_nothing_is_given_up_and_what_is_there_stays(server: HubServer, download: Download) -> None:
    server.on(PATH, hubs.cut(100_000), *[hubs.hang_up] * 3)
    error = download.fails("models-connection")
    assert error.retryable and "127.0.0.1" in error.message
    assert download.part.read_bytes() == CONTENT[:100_000]
    download()  # another day
    assert download.whole and server.requests[-1].range == "bytes=100000-"


def test_nothing_listens(server: HubServer, download: Download) -> None:
    download.wanted = replace(download.wanted, url="http://127.0.0.1:9/x")
    assert download.fails("models-unreachable").retryable


def test_a_hub_that_falls_silent_is_asked_again(server: HubServer, download: Download) -> None:
    server.on(PATH, hubs.slowly(70_000))
    download.patience = replace(QUICK, timeouts=(2.0, 0.3))
    download()
    assert download.whole and server.requests[-1].range == "bytes=70000-"


def test_a_chunked_body_that_breaks_is_begun_again(server: HubServer, download: Download) -> None:
    server.on(PATH, hubs.unmeasured_cut)
    download()
    assert download.whole


# --- other versions, other bytes ---


def test_a_file_that_changed_in_between_is_begun_again(server: HubServer, download: Download) -> None:
    """A good server answers If-Range with the whole new file."""
    download.wanted = replace(download.wanted, sha256=None)
    server.on(PATH, hubs.cut(100_000), *[hubs.hang_up] * 3)
    download.fails("models-connection")
    server.files[PATH] = OTHER
    assert download().sha256 == sha(OTHER)
    assert server.requests[-1].range == "bytes=100000-"
    assert download.target.read_bytes() == OTHER


def test_a_server_that_ignores_ranges_sends_it_all_again(server: HubServer, download: Download) -> None:
    server.on(PATH, hubs.cut(100_000), hubs.ignoring_range)
    download()
    assert download.whole


def test_a_piece_from_another_place_is_not_used(server: HubServer, download: Download) -> None:
    server.on(PATH, hubs.cut(100_000), hubs.wrong_piece)
    download()
    assert download.whole and server.requests[-1].range is None


def test_pieces_of_two_versions_are_found_out_by_the_hash(server: HubServer, download: Download) -> None:
    server.on(PATH, hubs.cut(100_000), hubs.blind_piece(OTHER))
    download()
    assert download.whole and server.requests[-1].range is None


def test_a_server_that_always_sends_the_wrong_piece_is_given_up(server: HubServer, download: Download) -> None:
    server.on(PATH, *[hubs.cut(9), hubs.wrong_piece] * 9)
    download.fails("models-connection")
    assert len(server.requests) < 12


def test_a_part_longer_than_the_file_is_begun_again(server: HubServer, download: Download) -> None:
    download.part.write_bytes(CONTENT + b"more")
    download()
    assert download.whole and server.requests[0].range is None


def test_a_part_without_its_note_is_begun_again(server: HubServer, download: Download) -> None:
    download.part.write_bytes(CONTENT[:1000])
    download()
    assert download.whole and server.requests[0].range is None


@pytest.mark.parametrize("note", ["{", '{"url": 3}', '{"url": "x", "validator": [], "total": 1, "sha256": ""}', "[]"])
def test_a_damaged_note_is_no_obstacle(download: Download, note: str) -> None:
    download.part.write_bytes(CONTENT[:1000])
    download.part.with_name(download.part.name + ".json").write_text(note)
    download()
    assert download.whole


def test_a_range_beyond_the_end_is_begun_again(server: HubServer, download: Download) -> None:
    server.on(PATH, hubs.cut(100_000), hubs.status(416, Content_Range="bytes */5"))
    download()
    assert download.whole


def test_without_a_version_a_part_goes_on_only_where_the_hash_is_known(server: HubServer, download: Download) -> None:
    server.strong = False
    server.on(PATH, hubs.cut(100_000), *[hubs.hang_up] * 3)
    download.fails("models-connection")
    note = download.part.with_name(download.part.name + ".json")
    note.write_text(note.read_text().replace(hubs.etag(CONTENT)[1:-1], "").replace('\\"\\"', ""))
    download()
    assert download.whole and server.requests[-1].range == "bytes=100000-" and server.requests[-1].if_range is None


@pytest.mark.parametrize("at", [0, 150_000, 299_999])
def test_a_single_wrong_byte_is_found_and_thrown_away(server: HubServer, download: Download, at: int) -> None:
    wrong = bytearray(CONTENT)
    wrong[at] ^= 1
    server.files[PATH] = bytes(wrong)
    error = download.fails("models-damaged")
    assert "SHA-256" in error.message and not download.part.exists()


def test_what_the_hub_announced_is_compared_too(server: HubServer, download: Download) -> None:
    server.redirect = True
    server.announce[PATH] = (len(CONTENT), sha(OTHER))
    download.wanted = replace(download.wanted, sha256=None)
    assert "announced" in download.fails("models-damaged").message


def test_a_hub_that_announces_another_file_is_not_even_asked_for_it(server: HubServer, download: Download) -> None:
    server.redirect = True
    server.announce[PATH] = (len(CONTENT), sha(OTHER))
    download.fails("models-changed")
    assert not download.part.exists()


def test_md5_where_nothing_better_is_known(server: HubServer, download: Download) -> None:
    import hashlib

    download.wanted = replace(download.wanted, sha256=None, md5=hashlib.md5(CONTENT).hexdigest())
    assert download().by == "md5"
    download.target.unlink()
    server.files[PATH] = OTHER
    assert "MD5" in download.fails("models-damaged").message


def test_another_size_is_refused_before_anything_is_written(server: HubServer, download: Download) -> None:
    server.files[PATH] = CONTENT[:-1]
    error = download.fails("models-changed")
    assert "299,999" in error.message and "300,000" in error.message
    assert not download.part.exists()


def test_what_differs_from_the_first_time_is_refused(server: HubServer, download: Download) -> None:
    download.wanted = replace(download.wanted, size=None, sha256=sha(OTHER), earlier=True)
    assert "--forget" in download.fails("models-changed").hint


# --- refusals ---


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "models-gone"),
        (410, "models-gone"),
        (401, "models-refused"),
        (403, "models-refused"),
        (418, "models-refused"),
    ],
)
def test_a_refusal_is_final(server: HubServer, download: Download, status: int, code: str) -> None:
    server.on(PATH, hubs.status(status, b"no"))
    error = download.fails(code)
    assert str(status) in error.message and len(server.requests) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_busy_hub_is_asked_again(server: HubServer, download: Download, status: int) -> None:
    server.on(PATH, hubs.status(status, b"later"), hubs.cut(10), hubs.status(status))
    download()
    assert download.whole and len(server.requests) == 4


def test_a_hub_that_stays_busy_is_given_up(server: HubServer, download: Download) -> None:
    server.on(PATH, *[hubs.status(503)] * 9)
    assert download.fails("models-hub-busy").retryable
    assert len(server.requests) == QUICK.tries


def test_the_time_that_the_hub_asks_for_is_waited(server: HubServer, download: Download) -> None:
    waits: list[float] = []
    download.stop.wait = waits.append  # type: ignore[method-assign]
    date = email.utils.formatdate(download.wall + 90, usegmt=True)
    server.on(PATH, hubs.status(429, Retry_After=7), hubs.status(503, Retry_After=date), hubs.cut(1))
    download()
    assert waits[:2] == [7.0, 90.0] and download.whole
    reasons = [report.reason for report in download.reports if report.stage == "waiting"]
    assert "status 429" in reasons[0] and "7 s" in reasons[0]


def test_a_hub_that_asks_for_hours_is_not_waited_for(server: HubServer, download: Download) -> None:
    server.on(PATH, hubs.status(429, Retry_After=7200))
    assert "120 minutes" in download.fails("models-hub-busy").message


@pytest.mark.parametrize("text", ["soon", "-1", "٣", "1" * 20, "Wed, 99 Foo 2026"])
def test_a_senseless_retry_after_is_ignored(server: HubServer, download: Download, text: str) -> None:
    server.on(PATH, hubs.status(503, Retry_After=text.encode("utf-8").decode("latin-1")))
    download()
    assert download.whole


PAGES = [b"<!DOCTYPE html><title>Sign in</title>", b"\n  <html><body>", b'<?xml version="1.0"?><!DOCTYPE html>']


@pytest.mark.parametrize("page", PAGES)
def test_a_sign_in_page_is_no_model(server: HubServer, download: Download, page: bytes) -> None:
    """Whether it says what it is or not."""
    download.wanted = replace(download.wanted, size=None, sha256=None)
    server.on(PATH, hubs.status(200, page, Content_Type="text/html; charset=utf-8"), hubs.serve(page))
    for _ in range(2):
        assert "browser" in download.fails("models-web-page").hint
        assert not download.part.exists() or download.part.stat().st_size == 0


def test_a_packed_answer_is_not_used(server: HubServer, download: Download) -> None:
    server.on(PATH, *[hubs.status(200, b"\x1f\x8b..", Content_Encoding="gzip")] * 3)
    download.fails("models-encoding")


def test_more_than_was_promised_is_not_written(server: HubServer, download: Download) -> None:
    server.on(PATH, *[hubs.unmeasured] * 3)
    server.files[PATH] = CONTENT + OTHER
    download.fails("models-connection")
    assert not download.part.exists() or download.part.stat().st_size <= len(CONTENT)


# --- stopping ---


@pytest.mark.parametrize(("how", "code"), [("pause", "models-paused"), ("cancel", "models-cancelled")])
def test_stopping_wakes_what_waits_for_the_network(server: HubServer, download: Download, how: str, code: str) -> None:
    server.on(PATH, hubs.slowly(70_000))
    download.patience = Patience(timeouts=(5.0, 60.0))
    all_there = threading.Event()
    download.watch = lambda progress: all_there.set() if progress.done == 70_000 else None
    thread = threading.Thread(target=lambda: (all_there.wait(5), getattr(download.stop, how)()))
    thread.start()
    download.fails(code)
    thread.join()
    assert download.part.stat().st_size == 70_000


def test_after_a_pause_it_goes_on(server: HubServer, download: Download) -> None:
    server.on(PATH, hubs.cut(100_000), hubs.hang_up)
    stop = download.stop
    download.watch = lambda progress: stop.pause() if progress.stage == "waiting" else None
    download.fails("models-paused")
    download.stop = Stop()
    download()
    assert download.whole and server.requests[-1].range == "bytes=100000-"


def test_stopped_before_it_begins_nothing_is_asked(server: HubServer, download: Download) -> None:
    download.stop.cancel()
    download.fails("models-cancelled")
    assert server.requests == []


# --- the disk ---


def test_too_little_room_is_said_before_anything_is_written(server: HubServer, download: Download) -> None:
    download.free = lambda place: storage.SPARE + len(CONTENT) - 1
    assert "GB free" in download.fails("models-disk-full").message
    assert not download.part.exists()
    download.free = lambda place: storage.SPARE + len(CONTENT)
    download()
    assert download.whole


def test_only_what_is_missing_needs_room(server: HubServer, download: Download) -> None:
    server.on(PATH, hubs.cut(200_000))
    download.free = lambda place: storage.SPARE + (len(CONTENT) if not download.part.exists() else 100_000)
    download()
    assert download.whole


def test_a_disk_that_fills_up_on_the_way_keeps_what_is_there(
    server: HubServer, download: Download, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel's limit on the size of a file stands for the end of the disk (see test_install for a real one)."""
    written = fetching._write_all

    def full(file: object, chunk: bytes) -> None:
        if download.part.stat().st_size > 90_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        written(file, chunk)  # type: ignore[arg-type]

    monkeypatch.setattr(fetching, "_write_all", full)
    assert "full" in download.fails("models-disk-full").message
    have = download.part.stat().st_size
    assert have > 90_000
    monkeypatch.setattr(fetching, "_write_all", written)
    download()
    assert download.whole and server.requests[-1].range == f"bytes={have}-"


def test_a_folder_that_can_t_be_written(download: Download, tmp_path: Path) -> None:
    download.target = tmp_path / "file" / "weights.bin"
    (tmp_path / "file").write_text("not a folder")
    download.wanted = replace(download.wanted, target=download.target)
    download.fails("models-unwritable")


# --- anything at all ---

ACTS = {
    "cut": hubs.cut(90_000),
    "cut at once": hubs.cut(0),
    "one byte": hubs.cut(1),
    "hang up": hubs.hang_up,
    "busy": hubs.status(503),
    "error": hubs.status(500, b"<html>oops"),
    "beyond": hubs.status(416),
    "ignores ranges": hubs.ignoring_range,
    "wrong piece": hubs.wrong_piece,
    "another version": hubs.blind_piece(OTHER),
    "another file": hubs.serve(OTHER, '"other"'),
    "a shorter file": hubs.serve(CONTENT[:5]),
    "chunks": hubs.unmeasured,
    "half of the chunks": hubs.unmeasured_cut,
    "a page": hubs.serve(b"<!doctype html>sign in"),
    "no content": hubs.status(204),
    "no such file": hubs.status(404),
}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(sorted(ACTS)), max_size=7), known=st.booleans())
def test_whatever_a_hub_does_a_file_is_right_or_not_there(
    server: HubServer, tmp_path_factory: pytest.TempPathFactory, acts: list[str], known: bool
) -> None:
    """And however often it failed, a good hub brings it in the end. known: whether the hash is."""
    server.files[PATH] = CONTENT
    server.forget_acts()
    server.on(PATH, *[ACTS[name] for name in acts])
    download = Download(server, tmp_path_factory.mktemp("any"))
    download.patience = replace(QUICK, first=0.0, longest=0.0)
    if not known:
        download.wanted = replace(download.wanted, sha256=None)
    for _ in range(len(acts) + 1):
        try:
            download()
        except ModelError as error:
            assert error.code.startswith("models-") and not download.target.exists()
        else:
            break
    content = download.target.read_bytes()
    assert content == CONTENT or (not known and len(content) == len(CONTENT))
    if not known and not {"another version", "another file"} & set(acts):
        assert content == CONTENT
