"""The steps about this computer: the devices, what stays private, what it can run, and how to go on. Main thread."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from companion.ui.audio_picker import AudioPicker, Kind
from companion.ui.first_run.calls import GuideCalls
from companion.ui.first_run.parts import MARGIN, Choices, column, note, words
from companion.ui.first_run.people import HearButton
from companion.ui.first_run.preview import LivePreview
from companion.ui.models.card import ModelCard
from companion.ui.models.items import Shelf, Transfer, size
from companion.ui.texts import Texts
from companion.ui.theme import Palette

MODES = ("open", "push_to_talk", "off")


class SpeakerStep(QWidget):
    """Chooses and tries the speaker: a bell, and her own voice, while one sees her."""

    def __init__(self, calls: GuideCalls, texts: Texts, palette: Palette) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 20, MARGIN, 20)
        row.setSpacing(24)
        who = next((one for one in calls.characters() if one.id == calls.character()), None)
        self.preview = LivePreview(palette, calls.position)
        row.addWidget(self.preview, 4)
        side = QVBoxLayout()
        side.setSpacing(20)
        side.addStretch(1)
        self.picker = _picker("speaker", calls, texts, palette)
        side.addWidget(self.picker)
        self.voice = HearButton(calls, texts, palette, self.preview)
        side.addWidget(self.voice)
        side.addStretch(1)
        row.addLayout(side, 5)
        if who is not None:
            self.preview.show_character(calls.draw(who.id), who.name, who.one_line)
            self.voice.show_who(who)


class MicrophoneStep(QWidget):
    """Chooses and tries the microphone, and asks when she may listen."""

    def __init__(self, calls: GuideCalls, texts: Texts, palette: Palette) -> None:
        super().__init__()
        box = column(self, 16)
        self.picker = _picker("microphone", calls, texts, palette)
        box.addWidget(self.picker)
        box.addWidget(words(texts("first.mode"), "fieldTitle"))
        options = {mode: (texts(f"first.mode.{mode}"), texts(f"first.mode.{mode}.line")) for mode in MODES}
        self.modes = Choices(
            options, calls.mode(), lambda mode: calls.choose("microphone.mode", mode), texts("first.mode")
        )
        box.addWidget(self.modes)
        box.addStretch(1)


def _picker(kind: Kind, calls: GuideCalls, texts: Texts, palette: Palette) -> AudioPicker:
    picker = AudioPicker(
        calls.sound, texts, palette, microphone=calls.microphone(), speaker=calls.speaker(), show=(kind,)
    )
    picker.microphone_chosen.connect(lambda name: calls.choose("microphone.device", name))
    picker.speaker_chosen.connect(lambda name: calls.choose("speaker.device", name))
    return picker


class PrivacyStep(QWidget):
    """What is heard, seen, sent and kept, and where."""

    def __init__(self, calls: GuideCalls, texts: Texts, palette: Palette) -> None:
        super().__init__()
        box = column(self, 10)
        network = "network" if calls.offline() else "online"
        for icon, key in (("mic", "microphone"), ("camera-off", "camera"), ("offline", network), ("chat", "kept")):
            box.addWidget(note(icon, texts(f"first.privacy.{key}"), texts(f"first.privacy.{key}.line"), palette))
        for place in calls.places():
            line = words(texts(f"first.place.{place.what}", path=place.path), "small")
            box.addWidget(line)
        self.folder = QPushButton(texts("first.place.open"))
        self.folder.setObjectName("quiet")
        self.folder.clicked.connect(lambda _on=False: calls.open_folder())
        box.addWidget(self.folder, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)


class ModelsStep(QWidget):
    """Start at once, or what would be better here: nothing comes before its licence was agreed to."""

    def __init__(self, calls: GuideCalls, texts: Texts, palette: Palette) -> None:
        super().__init__()
        self._calls, self._texts = calls, texts
        self.cards: dict[str, ModelCard] = {}
        box = column(self, 12)
        self.machine = words(texts("models.reading"), "small")
        box.addWidget(note("star", texts("first.models.starter"), texts("first.models.starter.line"), palette))
        box.addWidget(words(texts("first.models.better"), "fieldTitle"))
        box.addWidget(self.machine)
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        box.addLayout(self._list)
        self.foot = words("", "small")
        box.addWidget(self.foot)
        box.addStretch(1)
        calls.follow_models(self._told)
        calls.read_models(self._read)

    def _read(self, shelf: Shelf | None, problem: str) -> None:
        if shelf is None:
            self.machine.setText(problem)
            return
        texts = self._texts
        line = texts("models.machine", memory=f"{shelf.memory_gb:g}", cores=shelf.cores, free=size(shelf.free))
        self.machine.setText(line)
        wanted = shelf.advised()
        for item in wanted:
            card = self.cards.get(item.id)
            if card is None:
                card = self.cards[item.id] = ModelCard(item, shelf, self._calls.models, texts)
                self._list.addWidget(card)
            else:
                card.show_item(item, shelf)
        whole = sum(item.size for item in wanted if not item.installed)
        self.foot.setText(texts("first.models.whole", size=size(whole)) if whole else "")
        if not wanted:
            self.foot.setText(texts("first.models.none"))

    def _told(self, model_id: str, transfer: Transfer | None, text: str, kind: str) -> None:
        """A download goes on, or is over: then the models are read again."""
        card = self.cards.get(model_id)
        if card is None:
            return
        card.show_transfer(transfer)
        if transfer is None:
            if text:
                card.say(text, kind)
            self._calls.read_models(self._read)


class ReadyStep(QWidget):
    """How to live with her, in four lines."""

    def __init__(self, calls: GuideCalls, texts: Texts, palette: Palette) -> None:
        super().__init__()
        box = column(self, 10)
        for icon, key in (("mic", "talk"), ("chat", "write"), ("hold", "touch"), ("about", "menu")):
            box.addWidget(note(icon, texts(f"first.ready.{key}"), texts(f"first.ready.{key}.line"), palette))
        self.chat = QPushButton(texts("first.ready.chat"))
        self.chat.clicked.connect(lambda _on=False: calls.open_chat())
        box.addWidget(self.chat, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
