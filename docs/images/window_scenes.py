"""Every window in its main states, one function an area. Main thread of the process that takes the pictures."""

import numpy as np
import window_data as data
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from window_stage import Stage

from companion.errors import CompanionError, TrainingError
from companion.persona.emotion import Mood
from companion.ui.doctor.page import Finding
from companion.ui.make.values import How, Wish
from companion.ui.make.values import Workshop as Shop
from companion.ui.settings.catalogue import PAGES
from companion.ui.settings.catalogue import settings as every_setting
from companion.ui.texts import describe
from companion.voice.types import (
    Reply,
    ReplyDone,
    ReplyStarted,
    ReplyText,
    SpeechChunk,
    SpeechStarted,
    State,
    StateChanged,
    Turn,
)


def first_run(stage: Stage) -> None:
    """Each step."""
    from companion.desk.first_run import STEPS

    guide = stage.page("first_run")
    for number, step in enumerate(STEPS):
        guide.go(number)
        stage.shot(f"first_run-{number + 1}-{step}", guide, 2.5 if step in ("character", "speaker", "models") else 0.8)
    guide.close()


def her(stage: Stage) -> None:
    """Herself, the quick bar, bubbles, subtitles, the menu, cards of problems, about."""
    desk, pet, lines = stage.desktop, stage.desktop.pet, data.WORDS[stage.language]["talk"]
    cards = desk.cards
    stage.until(lambda: desk.problems.open, "what a computer without sound is told")
    stage.desk("her-problems", pet, cards)
    for problem in desk.problems.open:
        desk.problems.solved(problem.key)
    desk.report(CompanionError("She is still waking up.", code="still-loading", hint="Try again in a moment."))
    desk.report(CompanionError("The voice stopped.", code="tts-failed", hint="Choose another voice."), "tts")
    stage.desk("her-two-problems", pet, cards)
    for problem in desk.problems.open:
        desk.problems.solved(problem.key)
    stage.desk("her-light", pet, back="#f4f1ea")
    stage.desk("her-dark", pet, back="#101218")
    desk.quick.hover(True)
    stage.settle(1.0)
    stage.desk("her-quick", pet)
    desk.quick.hover(False)
    said, other = [line["answer"] for line in lines], "en" if stage.language == "ko" else "ko"
    texts = {"short": said[4][:18], "long": f"{said[0]} {said[4]}", "other": data.WORDS[other]["talk"][1]["answer"]}
    for number, (name, text) in enumerate(texts.items()):
        turn = Turn(100 + number, "typed")
        turn.commit()
        mood = Mood("joy", 0.8)
        for event in (
            StateChanged(State.SPEAKING, turn),
            ReplyStarted(turn, mood),
            ReplyText(turn, text),
            _sound(turn, text, mood),
        ):
            desk.on_event(event)
        stage.settle(0.6)
        stage.desk(f"her-bubble-{name}", pet, desk.bubble)
        desk.bubble.clear()
    desk.controls.set_voice(False)
    turn = Turn(120, "typed")
    turn.commit()
    for event in (
        ReplyStarted(turn, Mood("shy", 0.7)),
        ReplyText(turn, said[2]),
        ReplyDone(turn, said[2], Mood("shy", 0.7), ""),
    ):
        desk.on_event(event)
    stage.settle(0.6)
    stage.desk("her-subtitles-voice-off", pet, desk.bubble)
    desk.bubble.clear()
    desk.controls.set_voice(True)
    desk.on_event(StateChanged(State.IDLE))
    desk.menu.popup(QPoint(100, 60))
    stage.desk("her-menu", desk.menu)
    for name, below, seconds in (("characters", desk.menu.characters, 3.0), ("moods", desk.menu.moods, 0.2)):
        below.popup(QPoint(300, 60))
        stage.settle(seconds)
        stage.desk(f"her-menu-{name}", below)
        below.close()
    desk.menu.close()
    desk.controls.framed.trigger()
    stage.settle(0.5)
    stage.desk("her-in-a-window", pet)
    desk.controls.framed.trigger()
    desk.controls.about_wanted.emit()
    stage.shot("her-about", desk._about)
    desk._about.close()


def _sound(turn: Turn, text: str, mood: Mood) -> SpeechStarted:
    reply = Reply(turn, text, text, mood)
    return SpeechStarted(turn, reply, SpeechChunk(turn, np.zeros(160, np.float32), 16_000, reply), 0.0)


def chat(stage: Stage, long: int) -> None:
    """Both sides, search, edit, variants, thinking, 10,000 messages, the list of conversations, nothing yet."""
    desk, panel = stage.desktop, stage.desktop.chat
    actions = panel._actions.chat
    desk.controls.chat_wanted.emit()
    stage.shot("chat-1-talk", panel, 0.8)
    panel.messages.rows()[-1].tools.show()
    stage.shot("chat-2-variants", panel)
    turn = Turn(200, "typed")
    turn.commit()
    desk.on_event(StateChanged(State.THINKING, turn))
    stage.shot("chat-3-thinking", panel)
    desk.on_event(StateChanged(State.IDLE))
    panel.edit_last()
    stage.shot("chat-4-edit", panel)
    panel.stop_editing()
    panel.show_drawer(True)
    stage.shot("chat-5-conversations", panel, 0.8)
    panel.drawer.search.setText(data.WORDS[stage.language]["search"])
    stage.shot("chat-6-search", panel, 1.2)
    panel.drawer.search.setText(data.WORDS[stage.language]["search_nothing"])
    stage.shot("chat-7-nothing-found", panel, 1.2)
    panel.drawer.search.clear()
    panel.show_drawer(False)
    actions.open(long, 0)
    stage.until(lambda: panel._log.count > 1000, "the long conversation")
    stage.shot("chat-8-10000-messages", panel, 0.8)
    panel.show_drawer(True)
    stage.settle(0.6)
    panel.drawer.ask_delete(panel.drawer.list.item(0))
    for box in panel.findChildren(_ask()):
        stage.shot("chat-9-delete", box)
        box.close()
    panel.show_drawer(False)
    actions.begin()
    stage.until(lambda: panel._log.count == 0, "a new conversation")
    stage.shot("chat-10-empty", panel, 0.8)
    desk.controls.set_mode("push_to_talk")
    stage.shot("chat-11-push-to-talk", panel)
    desk.controls.set_mode("open")
    panel.close()


def _ask() -> type:
    from PySide6.QtWidgets import QDialog

    return QDialog


def settings(stage: Stage) -> None:
    """Each page, for her alone, a bad value, a search."""
    window = stage.page("settings")
    for number, name in enumerate(PAGES, 1):
        window.open_page(name)
        window.finish()
        stage.shot(f"settings-{number}-{name}", window, 0.6)
    page = next(one.page for one in every_setting() if one.name == "brain.context")
    window.open_page(page)
    window.finish()
    stage.settle(0.5)
    edit = window.row("brain.context").field.findChild(QLineEdit)
    edit.selectAll()
    QTest.keyClicks(edit, "12")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    stage.settle(0.2)
    window.pages[page].ensureWidgetVisible(window.row("brain.context"), 0, 120)
    stage.shot("settings-bad-value", window)
    window.open_page("you")
    window.find.setText(data.WORDS[stage.language]["search_settings"])
    window.search_now()
    window.finish()
    stage.shot("settings-search", window, 0.6)
    window.find.setText("zzz")
    window.search_now()
    stage.shot("settings-nothing", window)
    window.find.clear()
    window.search_now()
    window.scope.setCurrentIndex(1)
    window._show()
    window.finish()
    hers = window._her_page.rows
    stage.settle(0.4)
    window._her_edited(hers[1].name if len(hers) > 1 else hers[0].name, 1.2 if "speed" in hers[1].name else None)
    stage.shot("settings-hers", window, 0.8)
    window.close()


def doctor(stage: Stage) -> None:
    """Running, what this computer has, all well."""
    page = stage.page("doctor_page")
    stage.until(lambda: sum(row.finding is not None for row in page.rows.values()) >= 6, "under way")
    stage.shot("doctor-1-running", page, 0)
    stage.until(page.again.isEnabled, "ended", 180)
    stage.shot("doctor-2-failures", page)
    page.copy.click()
    page._scroll.verticalScrollBar().setValue(10_000)
    stage.shot("doctor-3-copied", page)
    found = {row.finding.name: row.finding for row in page.rows.values()}
    page.begin()
    for name in found:
        page.found(
            Finding(name, "pass", found[name].code, "", values=found[name].values)
            if found[name].status in ("pass", "note") and name != "screen"
            else _well(name)
        )
    page.ended("")
    stage.shot("doctor-4-all-well", page)
    page.close()


def _well(name: str) -> Finding:
    codes = {"screen": "there", "speaker": "opens", "microphone": "opens", "level": "heard", "echo": "cancelled"}
    return Finding(name, "pass", codes.get(name, ""), "", values={"device": "USB Audio", "dbfs": -21})


def character(stage: Stage, card: str) -> None:
    """Shipped, one's own, an imported card with a lorebook, a change, a sheet that is broken."""
    page = stage.page("character_page")
    stage.until(lambda: page.sheet is not None, "she is read")
    stage.shot("character-1-shipped", page, 1.5)
    page._actions.show("ruby", "")
    stage.until(lambda: page.sheet.id == "ruby", "Ruby")
    stage.shot("character-2-own", page, 1.2)
    page.scroll.verticalScrollBar().setValue(10_000)
    stage.shot("character-3-own-below", page)
    page._actions.show(card, "")
    stage.until(lambda: page.sheet.id == card, "the card")
    stage.shot("character-4-card-with-lorebook", page, 1.2)
    page.show_edit()
    stage.shot("character-5-change", page, 0.6)
    page._actions.show("ruby", "")
    stage.settle(1.0)
    sheet = stage.home() / "characters" / "ruby" / "character.yaml"
    good = sheet.read_text(encoding="utf-8")
    sheet.write_text("id: ruby\nnames: [", encoding="utf-8")
    stage.until(lambda: "line" in stage.said(page) or "줄" in stage.said(page), "the fault is told", 10)
    stage.shot("character-6-broken", page)
    sheet.write_text(good, encoding="utf-8")
    page.close()


def importing(stage: Stage, file: object, broken: object) -> None:
    """To choose, shown, here already, arrived, broken."""
    host = stage.host
    host.take_in(())
    stage.shot("import-1-choose", host._pages["importing"])
    host.take_in((file,))
    window = host._pages["importing"]
    stage.settle(1.5)
    stage.shot("import-2-shown", window)
    stage.press(window, "import.copy")
    stage.settle(1.5)
    stage.shot("import-3-arrived", window)
    host.take_in((broken,))
    window = host._pages["importing"]
    stage.settle(1.0)
    stage.shot("import-4-broken", window)
    window.close()


def make(stage: Stage) -> None:
    """Each step; while she is trained; a report card that is good and one that is not."""
    page, texts, language = stage.page("make"), stage.texts, stage.language
    stage.until(lambda: page.step == "start" and page.body is not None and hasattr(page.body, "new"), "the start", 60)
    stage.shot("make-1-start-empty", page)
    one, others = data.WORDS[language]["card"], data.WORDS[language]["workshops"]
    name = one["name"]
    shops = [
        Shop("mira", name, "unfinished", 5, 10),
        Shop("byeol", others[0], "running", 6, 10),
        Shop("rio", others[1], "in_menu", 10, 10, 2),
        Shop("luna", others[2], "not_passed", 10, 10),
    ]
    page.show_start(shops, page._examples, undo=True)
    stage.shot("make-1-start", page)
    wish = Wish(
        name=name,
        language=texts.language,
        one_line=one["description"],
        traits=tuple(one["personality"].split(", ")),
        greeting=one["first_mes"],
    )
    page.show_describe()
    stage.press(page, "make.next")
    stage.shot("make-2-who-no-name", page)
    page.show_describe(wish)
    stage.shot("make-2-who", page)
    page.scroll.verticalScrollBar().setValue(10_000)
    stage.shot("make-2-who-below", page)
    page.show_sources()
    stage.shot("make-3-sources-empty", page)
    page.body.add((stage.home() / "mira.png", stage.home() / "stories"))
    stage.shot("make-3-sources", page)
    page.show_how(name, data.PRESETS, How(), fresh=True)
    page.show_plan(data.PLAN)
    stage.shot("make-4-how", page, 0.3)
    page.show_how(name, data.PRESETS, How("qwen3-4b", settings=("train.seed=7",)), fresh=True)
    page.show_plan(data.BLOCKED)
    stage.shot("make-4-how-blocked", page, 0.3)
    page.show_run(name, data.running(language), data.PLAN.seconds, How())
    page.show_samples(data.samples(language))
    stage.shot("make-5-training", page)
    page.scroll.verticalScrollBar().setValue(10_000)
    stage.shot("make-5-training-below", page)
    page.show_run(name, data.failed(language), data.PLAN.seconds, How())
    page.show_trouble(
        describe(TrainingError("Memory ran out.", code="memory", hint="Take a smaller base."), texts, "train")
    )
    page.scroll.verticalScrollBar().setValue(0)
    stage.shot("make-5-training-failed", page)
    page.show_report(name, data.report(language, good=True))
    stage.shot("make-6-report-good", page)
    page.show_report(name, data.report(language, good=False))
    stage.shot("make-6-report-failed", page)
    from companion.face.director import FaceDirector
    from companion.persona.character import find_character

    page.show_promoted(name, (), stage.host.renderer(find_character("nova")), FaceDirector)
    stage.shot("make-7-in-the-menu", page, 1.0)
    page.close()
