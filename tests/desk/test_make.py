"""The guided page, driven as a person drives it; the trainer runs for real, as a process, with tiny settings."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from companion import paths
from companion.desk import make, training, workshops
from companion.persona import cards
from companion.persona.card_png import blank
from companion.persona.cards import Card
from companion.persona.character import find_character, load_character
from companion.ui.make.describe import Describe, Sources, pairs
from companion.ui.make.how import HowStep
from companion.ui.make.page import MakePage
from companion.ui.make.report import ReportStep
from companion.ui.make.run import RunStep
from companion.ui.make.start import StartStep
from companion.ui.make.values import How, Wish
from tests.desk.app_stand import Stand

TINY = """train.stages.0.max_steps=4
data.variations=2
evaluate.samples=4
evaluate.probes=4
evaluate.base=false
evaluate.perplexity=false
gates.emotion=null
gates.identity=null
gates.style=null
gates.language=null
gates.leak=null
gates.stop=null
gates.json_valid_free=null
"""


@pytest.fixture
def made(stand: Callable[..., Stand]) -> Iterator[Callable[..., tuple[Stand, MakePage]]]:
    """`made()` opens the page on an app; whatever still runs at the end is ended."""
    hosts: list[Stand] = []
    pages: list[MakePage] = []

    def open_page(language: str = "en") -> tuple[Stand, MakePage]:
        host = stand(language)
        hosts.append(host)
        page = make.open(host)
        pages.append(page)
        page.show()
        return host, page

    yield open_page
    for page in pages:
        if isValid(page):
            page.close()
    for host in hosts:
        training.of(host).close()


def texts(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible()).replace("\u200b", "")


def press(page: QWidget, text: str) -> None:
    QApplication.processEvents()  # a layout shows new buttons with the next event
    found = [one for one in page.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    assert found, f"{text!r} is none of {[one.text() for one in page.findChildren(QPushButton) if one.isVisible()]}"
    assert found[-1].isEnabled(), text
    QTest.mouseClick(found[-1], Qt.MouseButton.LeftButton)


def to_how(host: Stand, page: MakePage, name: str = "Mira", *sources: Path) -> HowStep:
    """From the start to the third step."""
    host.until(lambda: isinstance(page.body, StartStep), "the start", 30)
    press(page, "New character")
    assert isinstance(page.body, Describe)
    QTest.keyClicks(page.body.name.edit, name)
    press(page, "English")
    page.body.language.buttons["en"].click()
    page.body.one_line.text = "A lighthouse keeper who collects the stories of ships."
    page.body.traits.text = "calm, curious"
    page.body.manner.buttons["warm"].click()
    page.body.examples.text = (
        "me: are you cold?\nher: The wind and I are old friends!\nI had a bad day\n[worried] Sit down!"
    )
    page.body.greeting.text = "[joy] There you are!"
    press(page, "Next")
    assert isinstance(page.body, Sources)
    page.body.add(sources)
    press(page, "Next")
    host.until(lambda: isinstance(page.body, HowStep) or "wrong" in texts(page), "the third step", 60)
    assert isinstance(page.body, HowStep), texts(page)
    return page.body


def test_what_is_described_stands_in_her_workspace(made: Callable[..., tuple[Stand, MakePage]]) -> None:
    host, page = made()
    how = to_how(host, page)
    host.until(lambda: how.plan is not None, "the plan", 60)
    assert how.plan is not None and how.plan.total > 30 and not how.plan.blocked
    folder = workshops.root() / "mira"
    her = load_character(folder)
    assert her.one_line["en"].startswith("A lighthouse") and her.traits["en"] == ("calm", "curious")
    assert her.speech["en"].level == "warm, simple, a little playful"
    assert her.greetings["en"][0].text == "There you are!" and her.greetings["en"][0].emotion == "joy"
    talks = (folder / "dialogues" / "en_mine.yaml").read_text()
    assert "The wind and I are old friends!" in talks and "worried 0.6 Sit down!" in talks
    strangers = (folder / "dialogues" / "en_strangers.yaml").read_text()
    assert "너 누구야?" in strangers and "I'm Mira!" in strangers, "asked in Korean, she tells her name in English"
    press(page, "Back")
    press(page, "Back")
    assert isinstance(page.body, Describe) and page.body.name.text == "Mira"
    page.body.name.text = "Byeol"
    press(page, "Next")
    press(page, "Next")
    host.until(lambda: isinstance(page.body, HowStep), "the third step again", 60)
    assert not folder.exists(), "the draft that was described anew is gone"
    assert (workshops.root() / "byeol" / "character.yaml").is_file()


def test_a_card_fills_her_profile_and_a_wrong_setting_is_told(
    made: Callable[..., tuple[Stand, MakePage]], tmp_path: Path
) -> None:
    card = tmp_path / "mira.png"
    data = {"name": "Mira", "description": "She once kept a light on an island.", "first_mes": '"Hello!"'}
    cards.write(Card(2, data, picture=blank(20, 20)), card, 2)
    host, page = made()
    how = to_how(host, page, "Mira", card)
    assert load_character(workshops.root() / "mira").backstory["en"][0].startswith("She once kept")
    assert (workshops.root() / "mira" / "sources" / "mira.png").is_file()
    host.until(lambda: how.plan is not None, "the plan", 60)
    press(page, "More settings")
    how.settings.text = "train.sed=1"
    host.until(lambda: "train.sed" in texts(page), "the wrong setting is named", 60)
    assert not page._go.isEnabled()


def test_a_source_that_is_not_there_is_told_and_nothing_is_left(
    made: Callable[..., tuple[Stand, MakePage]], tmp_path: Path
) -> None:
    host, page = made("en")
    host.until(lambda: isinstance(page.body, StartStep), "the start", 30)
    page.show_describe(Wish(name="Mira", language="en", sources=(tmp_path / "gone.txt",)))
    press(page, "Next")
    press(page, "Next")
    host.until(lambda: "gone.txt" in texts(page), "the fault", 60)
    assert not (workshops.root() / "mira").exists()
    press(page, "Back")
    assert isinstance(page.body, Sources)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_she_is_made_stopped_found_again_and_brought_into_the_menu(
    made: Callable[..., tuple[Stand, MakePage]],
) -> None:
    host, page = made()
    how = to_how(host, page)
    host.until(lambda: how.plan is not None, "the plan", 60)
    how.settings.text = TINY
    host.until(lambda: how.plan is None, "another plan is asked for")
    host.until(lambda: how.plan is not None and page._go.isEnabled(), "the plan", 60)
    press(page, "Make her")
    host.until(lambda: isinstance(page.body, RunStep), "it begins")
    work = training.of(host)
    host.until(lambda: (work.progress("mira") or how).finished >= 4, "the first stages", 120)  # type: ignore[union-attr]
    host.until(lambda: isinstance(page.body, RunStep) and page.body.samples.isVisible(), "lines to learn from", 60)
    press(page, "Stop")
    host.until(lambda: not work.running(), "it stops", 60)
    assert "What is done is kept" in texts(page)
    assert workshops.look(workshops.root() / "mira").standing == "unfinished"

    page.close()
    host.until(lambda: not isValid(page))
    page = make.open(host)  # as after a restart
    page.show()
    host.until(lambda: isinstance(page.body, StartStep) and "Mira" in texts(page), "it is found again", 60)
    press(page, "Go on")
    host.until(lambda: isinstance(page.body, RunStep), "where it was")
    assert isinstance(page.body, RunStep)
    press(page, "Go on")
    host.until(lambda: (work.progress("mira")).stage == "train", "the training", 120)  # type: ignore[union-attr]
    pid = workshops.holder(workshops.root() / "mira")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    host.until(lambda: not work.running(), "it was killed", 60)
    host.until(lambda: "What is done is kept" in texts(page), "the page says so")
    press(page, "Go on")
    host.until(lambda: isinstance(page.body, ReportStep), "her report card", 240)
    assert "answers in the right form" in texts(page)
    assert not (paths.user_characters() / "mira").exists(), "she is in the menu only when the person wants it"
    press(page, "Bring her into the menu")
    host.until(lambda: "stands in the menu" in texts(page), "she stands in the menu", 120)
    her = find_character("mira")
    assert her.brain and (paths.user_models() / her.brain).is_file()
    assert ("refresh_characters", None) in host.wishes
    press(page, "Talk to Mira now")
    assert ("switch", "mira") in host.wishes
    assert work.progress("mira") is not None and work.progress("mira").points  # type: ignore[union-attr]


def test_who_is_thrown_away_can_be_brought_back(made: Callable[..., tuple[Stand, MakePage]]) -> None:
    folder = workshops.root() / "mira"
    folder.mkdir(parents=True)
    sheet = "id: mira\nnames: {en: Mira}\nlanguages: [en]\none_line: {en: x}\nspeech: {en: {level: y}}\n"
    (folder / "character.yaml").write_text(sheet)
    host, page = made()
    host.until(lambda: isinstance(page.body, StartStep) and "Mira" in texts(page), "she is listed", 30)
    press(page, "Throw away")
    host.until(lambda: "Mira" not in texts(page), "she is gone")
    assert not folder.exists()
    press(page, "Bring back the one thrown away")
    host.until(lambda: "Mira" in texts(page), "she is back")
    assert folder.is_dir()


def test_two_lines_belong_together() -> None:
    assert pairs("나: 안녕\n그녀: [기쁨] 왔어요?\n\n- 뭐 해?\n구름 봐요.\n남은 줄") == (
        ("안녕", "[기쁨] 왔어요?"),
        ("뭐 해?", "구름 봐요."),
    )
    assert workshops.felt("[기쁨] 왔어요?") == ("joy", 0.6, "왔어요?")
    assert workshops.felt("(sigh) no") == ("smile", 0.5, "(sigh) no")


def test_how_is_kept_beside_the_workspace(tmp_path: Path) -> None:
    how = How("qwen3-4b", "", "http://127.0.0.1:1/v1", "x", ("train.seed=2",))
    workshops.remember(tmp_path, how)
    assert workshops.remembered(tmp_path) == how
    assert "teacher.engine=openai_compatible" in workshops.arguments(how)
    (tmp_path / "page.json").write_text("{")
    (tmp_path / "recipe.yaml").write_text("preset: exagirl\n")
    assert workshops.remembered(tmp_path) == How("exagirl")


def test_a_broken_report_is_an_error_and_no_crash(tmp_path: Path) -> None:
    card = tmp_path / "stages/evaluate/card.json"
    card.parent.mkdir(parents=True)
    card.write_text(json.dumps({"passed": True, "gates": [1, {"name": "x"}], "variants": {"main": {}}}))
    assert workshops.report(tmp_path).gates[0].name == "x"
