"""The first start: joins the guide's steps with the settings, the characters, the sound and the models. Main thread.

What is chosen is written at once, so closing it (or a crash) loses nothing; which step was shown is remembered, and a
guide that the program's end has closed goes on there. Nothing is downloaded but what was agreed to.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QRect, QSize, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from companion import paths
from companion.desk import applying, downloads, shelf, speaking
from companion.desk.heads import Heads
from companion.desk.host import Host
from companion.desk.redrawing import renderer_of
from companion.desk.sound_booth import sound_calls
from companion.desk.voice_sample import VoiceSample
from companion.errors import AvatarError, CompanionError
from companion.persona.character import Avatar, Character, list_characters
from companion.persona.emotion import Mood
from companion.ui.first_run.calls import GuideCalls, Place, Voice, Who
from companion.ui.first_run.guide import Guide
from companion.ui.first_run.machine import MicrophoneStep, ModelsStep, PrivacyStep, ReadyStep, SpeakerStep
from companion.ui.first_run.people import CharacterStep, LanguageStep
from companion.ui.first_run.preview import Draw, fitted
from companion.ui.models.items import Kind, ModelActions, Shelf, Transfer, spoken
from companion.ui.renderer import Renderer
from companion.ui.texts import Texts, describe
from companion.voice.stages import explained

GAP, TITLE = 24, 32  # pixels to the edge of the screen; of the window's title bar
SAYS, NARROW = 330, 600  # width of her bubble and cards; the guide is not made narrower than that
STEPS = ("language", "character", "speaker", "microphone", "privacy", "models", "ready")


def open(host: Host) -> Guide:
    """A new window, at the step that was left open; where her bubble and her cards do not cover it."""
    guide = _FirstRun(host).guide
    _place(guide, host.desktop.pet.geometry())
    guide.show()
    return guide


def _place(guide: Guide, her: QRect) -> None:
    """At the other side of her screen, narrower where that leaves room for what she says."""
    screen = QGuiApplication.screenAt(her.center()) or QGuiApplication.primaryScreen()
    area = screen.availableGeometry().adjusted(GAP, GAP, -GAP, -GAP - TITLE)
    beside = area.width() - her.width() - SAYS
    guide.resize(min(guide.width(), max(NARROW, beside)), min(guide.height(), area.height()))
    left = her.center().x() > area.center().x()
    x = area.left() if left else area.right() - guide.width()
    guide.move(x, area.center().y() - guide.height() // 2)


class _FirstRun(QObject):
    """Answers what the steps ask for; a child of the guide, so it ends with it."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._texts = host.texts
        self._chosen: dict[str, object] = {}  # settings that were changed here
        self._downloads = downloads.of(host)
        self._voice = VoiceSample(host, self)
        self._voice_listener: Callable[[Voice], None] = lambda voice: None
        self._models_listener: Callable[[str, Transfer | None, str, str], None] = lambda *told: None
        self._people = {who.id: who for who in list_characters().characters}
        self._models_answer: Callable[[Shelf | None, str], None] = lambda found, problem: None
        self._wished = ""  # a character that is chosen, but not called yet
        self._open, self._leaving = True, False
        self._calls = self._make_calls()
        start = host.guide or 0
        self.guide = Guide(STEPS, self._build, self._texts, host.desktop.theme.palette, start)
        self.setParent(self.guide)
        self.guide.arrived.connect(self._arrived)
        self.guide.finished.connect(self._finished)
        self.guide.spoken.connect(self._speak)
        self.guide.closed.connect(self._closed)
        self._connect()
        self._arrived(self.guide.step)

    def _connect(self) -> None:
        voice = self._voice
        voice.making.connect(lambda who: self._tell_voice(Voice(who, "making")))
        voice.speaking.connect(self._speaking)
        voice.over.connect(lambda who: self._tell_voice(Voice(who, "over")))
        voice.failed.connect(lambda who, error: self._tell_voice(Voice(who, "failed", self._sentence(error))))
        self._downloads.changed.connect(lambda name: self._tell_model(name, "", ""))
        self._downloads.arrived.connect(self._model_here)
        self._downloads.failed.connect(lambda name, error: self._tell_model(name, self._sentence(error), "bad"))
        self._downloads.gone.connect(lambda name: self._tell_model(name, "", ""))
        self._host.live.failed.connect(self._not_kept)
        self._host.live.changed.connect(self._settings_changed)
        self._host.desktop.theme.changed.connect(self._recolour)

    # --- the steps ---

    def _build(self, step: str) -> QWidget:
        calls, texts, palette = self._calls, self._texts, self._host.desktop.theme.palette
        self._voice.stop()
        self._voice_listener, self._models_listener = (lambda voice: None), (lambda *told: None)
        match step:
            case "language":
                return LanguageStep(calls, texts, palette)
            case "character":
                return CharacterStep(calls, texts, palette)
            case "speaker":
                return SpeakerStep(calls, texts, palette)
            case "microphone":
                return MicrophoneStep(calls, texts, palette)
            case "privacy":
                return PrivacyStep(calls, texts, palette)
            case "models":
                return ModelsStep(calls, texts, palette)
            case _:
                return ReadyStep(calls, texts, palette)

    def _arrived(self, step: str) -> None:
        self._bring()
        self._host.remember(guide=STEPS.index(step))
        self._host.note({"event": "guide", "step": step})

    def _finished(self, whole: bool) -> None:
        """Closed by the person. (What the program's end closes goes on at the next start.)"""
        self._leaving = True
        self._bring()
        self._host.remember(guide=None)
        self._host.note({"event": "guide", "step": "", "whole": whole})

    def _closed(self) -> None:
        self._open = False
        self._voice.stop()

    def _recolour(self, palette: object) -> None:
        if self._open:
            self.guide.set_look(palette)  # type: ignore[arg-type]

    # --- what they ask for ---

    def _make_calls(self) -> GuideCalls:
        host = self._host
        return GuideCalls(
            language=lambda: self._texts.language,
            character=self._character,
            microphone=lambda: str(self._value("microphone.device", host.config.microphone.device)),
            speaker=lambda: str(self._value("speaker.device", host.config.speaker.device)),
            mode=lambda: str(self._value("microphone.mode", host.config.microphone.mode)),
            offline=lambda: host.config.offline,
            choose=self._choose,
            choose_character=self._choose_character,
            characters=self._characters,
            draw=self._draw,
            heads=Heads(host).want,
            hear=lambda who: self._voice.hear(who, self._texts.language),
            hush=self._voice.stop,
            follow_voice=self._follow_voice,
            position=self._voice.position,
            sound=sound_calls(self, self._quiet),
            places=lambda: (Place("data", str(paths.user_data())),),
            open_folder=lambda: self._browse(QUrl.fromLocalFile(str(paths.user_data()))),
            models=ModelActions(
                refresh=lambda: None,
                get=self._get,
                pause=self._downloads.pause,
                cancel=self._downloads.cancel,
                use=self._use,
                verify=lambda name: host.open_page("models_page"),
                delete=lambda name: host.open_page("models_page"),
                open_folder=lambda: None,
                open_link=lambda address: self._browse(QUrl(address)),
            ),
            read_models=self._read_models,
            follow_models=self._follow_models,
            open_chat=self._open_chat,
        )

    def _draw(self, who: str) -> Draw:
        """Her figures, each made ready on a pool thread; one that can't be drawn comes without a style of her own."""
        character = self._people[who]

        def draw(room: QSize, ratio: float, answer: Callable[[Renderer, QSize], None]) -> None:
            def work() -> None:
                try:
                    figure = renderer_of(character)
                except AvatarError:
                    figure = renderer_of(character.model_copy(update={"avatar": Avatar()}))
                size = fitted(figure, room)
                figure.resize(size, ratio)
                self._host.on_main(lambda: answer(figure, size) if self._open else None)

            self._host.background(work)

        return draw

    def _value(self, name: str, otherwise: object) -> object:
        return self._chosen.get(name, otherwise)

    def _character(self) -> str:
        return self._wished or str(
            self._value("character", self._host.desktop.controls.current or self._host.config.character)
        )

    def _characters(self) -> Sequence[Who]:
        return [self._who(character) for character in self._people.values()]

    def _who(self, character: Character) -> Who:
        language = self._texts.language
        lines: Mapping[str, str] = {str(key): line for key, line in character.one_line.items()}
        line = lines.get(language) or next(iter(lines.values()), "")
        speaks = self._texts("first.character.speaks", languages=spoken(character.languages, self._texts))
        return Who(character.id, character.title(language), line, speaks)

    def _choose(self, name: str, value: object) -> None:
        """Written and taken over at once."""
        self._chosen[name] = value
        self._host.live.change({name: value})
        if name == "language" and value != self._texts.language:  # before it is written: the person is looking
            self._speak(speaking.words("ko" if value == "ko" else "en")[0])

    def _speak(self, texts: Texts) -> None:
        self._texts = texts
        self.guide.show_texts(texts)

    def _choose_character(self, who: str) -> None:
        self._wished = who

    def _bring(self) -> None:
        """Whom the person has chosen comes to the desktop when they go on: trying out the list calls nobody."""
        if self._wished and (self._leaving or self.guide.step != "character"):
            self._choose("character", self._wished)
            self._wished = ""

    def _not_kept(self, error: CompanionError) -> None:
        if self._open:
            self.guide.say(self._texts("first.failed", problem=self._sentence(error)))

    def _quiet(self, on: bool) -> None:
        """She must not answer what is only a test."""
        loop = self._host.session.loop
        if loop is not None:
            loop.set_listening(not on and self._host.desktop.controls.mode == "open")

    def _open_chat(self) -> None:
        self.guide.go(len(STEPS))
        self._host.desktop.controls.chat.trigger()

    # --- her voice ---

    def _follow_voice(self, listener: Callable[[Voice], None]) -> None:
        self._voice_listener = listener

    def _tell_voice(self, voice: Voice) -> None:
        self._quiet(voice.stage in ("making", "speaking"))
        if self._open:
            self._voice_listener(voice)

    def _speaking(self, who: str, _mood: Mood) -> None:
        self._host.note({"event": "voice_sample", "character": who})
        self._tell_voice(Voice(who, "speaking"))

    # --- models ---

    def _follow_models(self, listener: Callable[[str, Transfer | None, str, str], None]) -> None:
        self._models_listener = listener

    def _tell_model(self, model_id: str, text: str, kind: str) -> None:
        if self._open:
            self._models_listener(model_id, self._downloads.transfer(model_id), text, kind)

    def _get(self, model_id: str) -> None:
        self._downloads.start(model_id, then_use=True)

    def _model_here(self, model_id: str) -> None:
        self._tell_model(model_id, self._texts("models.said.used"), "good")

    def _use(self, kind: Kind, model_id: str) -> None:
        applying.use_model(
            self._host,
            model_id,
            lambda _live: self._tell_model(model_id, self._texts("models.said.used"), "good"),
            lambda error: self._tell_model(model_id, self._sentence(error), "bad"),
            kind,
        )

    def _settings_changed(self, names: frozenset[str]) -> None:
        """Another model is in use now: its card says so."""
        if (
            self._open
            and self.guide.step == "models"
            and any(name.partition(".")[0] in shelf.ENGINES for name in names)
        ):
            self._read_models(self._models_answer)

    def _read_models(self, answer: Callable[[Shelf | None, str], None]) -> None:
        config, texts = self._host.config, self._texts
        self._models_answer = answer

        def work() -> None:
            try:
                found, problem = shelf.read(config, texts), ""
            except Exception as error:  # thread boundary: the person is told, whatever it was
                found, problem = None, self._sentence(explained("models", error))
            step = self.guide.step
            self._host.on_main(lambda: answer(found, problem) if self._open and step == "models" else None)

        self._host.background(work)

    # ---

    def _browse(self, address: QUrl) -> None:
        QDesktopServices.openUrl(address)

    def _sentence(self, error: CompanionError) -> str:
        words = describe(error, self._texts)
        return f"{words.message} {words.hint}".strip()
