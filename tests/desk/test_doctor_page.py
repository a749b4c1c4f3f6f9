"""The doctor's page with the real checks in their own process."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from companion import paths
from companion.checkup.run import CHECKS
from companion.desk import child, doctor_page
from companion.ui.doctor.page import DoctorPage
from tests.desk.app_stand import Stand


def whole(page: DoctorPage) -> bool:
    return all(row.finding is not None for row in page.rows.values()) and page.again.isEnabled()


def test_every_part_is_tried_and_the_report_names_nobody(stand: Callable[..., Stand], tmp_path: Path) -> None:
    host = stand("ko", **{"brain.model": str(tmp_path / "Magdalena.gguf")})
    page = doctor_page.open(host)
    page.show()
    host.until(lambda: whole(page), "all tried", 90)
    assert list(page.rows) == list(CHECKS)
    assert page.rows["ears"].finding is not None and page.rows["ears"].finding.status == "pass"
    brain = page.rows["brain"]
    assert brain.finding is not None and brain.finding.status == "fail", "the settings that count here were used"
    assert "두뇌 모델 파일이 없어요" in brain.detail.text() and brain.button.text() == "모델 관리 열기"
    brain.button.click()
    assert host.wishes == [("open_page", "models_page")]
    page.copy.click()
    said = QGuiApplication.clipboard().text()
    assert "FAIL brain" in said and "model-missing" in said
    for private in ("magdalena", str(tmp_path), str(paths.user_data()), str(Path.home()) + "/"):
        assert private.lower() not in said.lower()
    page.close()


def test_closed_in_the_middle_the_process_ends(stand: Callable[..., Stand]) -> None:
    host = stand()
    page = doctor_page.open(host)
    page.show()
    host.until(lambda: page.rows["disk"].finding is not None, "begun")
    running = host.app.findChildren(child.Child)
    assert running
    page.close()
    host.until(lambda: not host.app.findChildren(child.Child), "ended and gone")


def test_a_check_that_breaks_off_is_told_and_can_be_tried_again(
    stand: Callable[..., Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "COMMAND", ("-c", "import sys; sys.exit(3)"))
    host = stand()
    page = doctor_page.open(host)
    host.until(page.again.isEnabled, "ended")
    assert "broke off" in page.summary.text()
    page.close()


@pytest.mark.parametrize(
    ("name", "remedy", "opened"),
    [
        ("microphone", "microphone", "settings microphone.device"),
        ("speaker", "speaker", "settings speaker.device"),
        ("echo", "settings", "settings microphone.echo"),
        ("offline", "settings", "settings offline"),
        ("settings", "settings", "settings"),
        ("models", "models", "models_page"),
    ],
)
def test_what_is_to_be_done_opens_where_it_is_done(
    stand: Callable[..., Stand], monkeypatch: pytest.MonkeyPatch, name: str, remedy: str, opened: str
) -> None:
    line = json.dumps({"event": "check", "name": name, "status": "note", "code": "x", "detail": "d", "remedy": remedy})
    monkeypatch.setattr(child, "COMMAND", ("-c", f"print({line!r})"))
    host = stand("ko")
    page = doctor_page.open(host)
    page.show()
    host.until(lambda: page.rows[name].finding is not None, "found")
    page.rows[name].button.click()
    assert host.wishes == [("open_page", opened)]
    host.until(page.again.isEnabled, "ended")
    page.close()
