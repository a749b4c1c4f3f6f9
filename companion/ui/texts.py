"""Every word that the windows show, one dict per language with the same keys. Pure; any thread.

`{name}` marks a place that `Texts.__call__` fills in. Errors arrive in English from deep inside; `describe` gives each
a title in the person's language, and for the common ones the whole text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from companion.errors import CompanionError
from companion.ui.error_texts import KO_ERRORS, KO_NOTICES, SAID_WHOLLY
from companion.ui.words import (
    audio,
    character,
    chat,
    doctor,
    first_run,
    hotkey_names,
    live2d,
    make,
    models,
    setting_names,
    settings,
    window,
)

Language = Literal["ko", "en"]

EN: dict[str, str] = {
    "app": "Companion",
    # what she is doing
    "state.off": "Waking up …",
    "state.stuck": "Can't start",
    "state.idle": "Microphone off",
    "state.idle.ptt": "Hold to talk",
    "state.listening": "Listening",
    "state.hearing": "Hearing you",
    "state.thinking": "Thinking",
    "state.speaking": "Speaking",
    "state.paused": "Waiting for you",
    "state.switching": "{name} is coming …",
    "badge.half_duplex": "Half duplex: she does not listen while she speaks",
    "badge.offline": "Offline: nothing leaves this computer",
    "badge.voice_off": "Voice off: she answers in text",
    "latency": "{seconds} s",
    "latency.tip": "Time from the end of your sentence to her first sound",
    # the menu
    "menu.character": "Character",
    "menu.opening": "{name} (opening …)",
    "menu.renewed": "{name} (new version)",
    "menu.listen": "Listen to me",
    "menu.push_to_talk": "Push to talk",
    "menu.stop": "Stop speaking",
    "menu.voice": "Speak aloud",
    "menu.chat": "Chat …",
    "menu.on_top": "Always on top",
    "menu.reset": "Back to the corner",
    "menu.about": "About and licences …",
    "menu.quit": "Quit",
    "menu.no_characters": "No characters found",
    # chat panel
    "chat.title": "Chat with {name}",
    "chat.placeholder": "Write to {name}",
    "chat.input": "Your message",
    "chat.send": "Send (Enter)",
    "chat.stop": "Stop (Esc)",
    "chat.mic_on": "Microphone on: click to mute",
    "chat.mic_off": "Microphone off: click to listen",
    "chat.hold": "Hold to talk",
    "chat.voice_on": "Voice on: click for text only",
    "chat.voice_off": "Voice off: click to hear her",
    "chat.earlier": "Show earlier messages",
    "chat.history": "Messages",
    "chat.empty": "Say hello to {name}",
    "chat.empty.hint": "Speak, or write below.",
    "chat.copy": "Copy",
    "chat.not_heard": "interrupted: the grey part was not heard",
    "chat.interrupted": "interrupted",
    "chat.you": "You",
    "chat.said": "{who}, {time}: {text}",
    "chat.today": "Today",
    "chat.yesterday": "Yesterday",
    "chat.portrait": "{name}, {emotion}",
    "chat.thinking": "{name} is thinking …",
    # errors and notices
    "error.close": "Dismiss",
    "error.more": "and {count} more",
    "error.app": "Something went wrong",
    "error.config": "A setting is wrong",
    "error.character": "This character can't be opened",
    "error.audio": "Sound does not work",
    "error.vad": "She can't hear you",
    "error.stt": "She can't understand speech",
    "error.llm": "She can't think of an answer",
    "error.tts": "Her voice failed",
    "error.memory": "The conversation can't be saved",
    "error.avatar": "Her picture can't be shown",
    "error.train": "Training failed",
    "notice.title": "Good to know",
    # about
    "about.title": "About",
    "about.version": "Version {version}",
    "about.intro": "A character on your desktop who listens, answers aloud and shows what she feels. "
    "Everything runs on this computer.",
    "about.licence": "Free software under the GNU General Public License, version 3 or later. "
    "It comes without warranty.",
    "about.parts": "Made with",
    "about.close": "Close",
    # the models in use, in the chat's foot
    "models.starter": "Starter models: small, built in ({brain}, {ears})",
    "models.own": "Models: {brain}, {ears}",
    # emotions
    "emotion.neutral": "calm",
    "emotion.joy": "joy",
    "emotion.smile": "smiling",
    "emotion.sad": "sad",
    "emotion.angry": "angry",
    "emotion.surprised": "surprised",
    "emotion.shy": "shy",
    "emotion.love": "love",
    "emotion.smug": "smug",
    "emotion.sleepy": "sleepy",
    "emotion.worried": "worried",
    "emotion.excited": "excited",
    "pet.name": "{name} on your desktop",
    "pet.help": "Double click: chat. Right click: menu. Wheel: size. Hold Space: talk.",
    "tray.tip": "{name}: {state}",
}

KO: dict[str, str] = {
    "app": "컴패니언",
    "state.off": "일어나는 중…",
    "state.stuck": "시작할 수 없어요",
    "state.idle": "마이크 꺼짐",
    "state.idle.ptt": "누르고 말하기",
    "state.listening": "듣고 있어요",
    "state.hearing": "말씀 듣는 중",
    "state.thinking": "생각하는 중",
    "state.speaking": "말하는 중",
    "state.paused": "잠깐 멈췄어요",
    "state.switching": "{name} 부르는 중…",
    "badge.half_duplex": "말하는 동안에는 듣지 않아요 (반이중)",
    "badge.offline": "오프라인: 아무것도 컴퓨터 밖으로 나가지 않아요",
    "badge.voice_off": "음성 꺼짐: 글로만 대답해요",
    "latency": "{seconds}초",
    "latency.tip": "말을 마친 때부터 첫소리까지 걸린 시간",
    "menu.character": "캐릭터",
    "menu.opening": "{name} (여는 중…)",
    "menu.renewed": "{name} (새 버전)",
    "menu.listen": "내 말 듣기",
    "menu.push_to_talk": "누르고 말하기",
    "menu.stop": "말 멈추기",
    "menu.voice": "소리 내어 말하기",
    "menu.chat": "대화창…",
    "menu.on_top": "항상 위에",
    "menu.reset": "구석으로 돌아오기",
    "menu.about": "정보와 라이선스…",
    "menu.quit": "끝내기",
    "menu.no_characters": "캐릭터가 없어요",
    "chat.title": "{name} · 대화",
    "chat.placeholder": "{name}에게 쓰기",
    "chat.input": "보낼 말",
    "chat.send": "보내기 (Enter)",
    "chat.stop": "멈추기 (Esc)",
    "chat.mic_on": "마이크 켜짐: 누르면 꺼져요",
    "chat.mic_off": "마이크 꺼짐: 누르면 들어요",
    "chat.hold": "누르고 말하기",
    "chat.voice_on": "음성 켜짐: 누르면 글로만 대답해요",
    "chat.voice_off": "음성 꺼짐: 누르면 소리를 내요",
    "chat.earlier": "이전 대화 보기",
    "chat.history": "대화",
    "chat.empty": "{name}에게 인사해 보세요",
    "chat.empty.hint": "말을 걸거나 아래에 써 보세요.",
    "chat.copy": "복사",
    "chat.not_heard": "중단됨: 회색 부분은 들리지 않았어요",
    "chat.interrupted": "중단됨",
    "chat.you": "나",
    "chat.said": "{who}, {time}: {text}",
    "chat.today": "오늘",
    "chat.yesterday": "어제",
    "chat.portrait": "{name}, {emotion}",
    "chat.thinking": "{name}: 생각하는 중…",
    "error.close": "닫기",
    "error.more": "그 밖에 {count}개",
    "error.app": "문제가 생겼어요",
    "error.config": "설정이 잘못됐어요",
    "error.character": "이 캐릭터를 열 수 없어요",
    "error.audio": "소리 장치를 쓸 수 없어요",
    "error.vad": "목소리를 들을 수 없어요",
    "error.stt": "말을 알아들을 수 없어요",
    "error.llm": "대답을 생각할 수 없어요",
    "error.tts": "목소리가 나오지 않아요",
    "error.memory": "대화를 저장할 수 없어요",
    "error.avatar": "그림을 보여 줄 수 없어요",
    "error.train": "학습에 실패했어요",
    "notice.title": "알려 드려요",
    "about.title": "정보",
    "about.version": "버전 {version}",
    "about.intro": "바탕화면에 사는 캐릭터예요. 말을 듣고, 소리 내어 대답하고, 표정으로 마음을 보여 줘요. "
    "모든 것이 이 컴퓨터 안에서 돌아가요.",
    "about.licence": "GNU 일반 공중 사용 허가서 3판 또는 그 이후 판에 따른 자유 소프트웨어예요. 어떤 보증도 없어요.",
    "about.parts": "함께 쓴 소프트웨어",
    "about.close": "닫기",
    "models.starter": "프로그램에 들어 있는 작은 시작용 모델 ({brain}, {ears})",
    "models.own": "모델: {brain}, {ears}",
    "emotion.neutral": "차분",
    "emotion.joy": "기쁨",
    "emotion.smile": "미소",
    "emotion.sad": "슬픔",
    "emotion.angry": "화남",
    "emotion.surprised": "놀람",
    "emotion.shy": "수줍음",
    "emotion.love": "사랑",
    "emotion.smug": "의기양양",
    "emotion.sleepy": "졸림",
    "emotion.worried": "걱정",
    "emotion.excited": "신남",
    "pet.name": "바탕화면의 {name}",
    "pet.help": "두 번 클릭: 대화창. 오른쪽 클릭: 메뉴. 휠: 크기. 스페이스 누르기: 말하기.",
    "tray.tip": "{name}: {state}",
}

AREAS = (
    audio,
    character,
    chat,
    doctor,
    first_run,
    hotkey_names,
    live2d,
    make,
    models,
    setting_names,
    settings,
    window,
)
TEXTS: Mapping[Language, Mapping[str, str]] = {
    "en": EN | {key: words for area in AREAS for key, words in area.EN.items()},
    "ko": KO | {key: words for area in AREAS for key, words in area.KO.items()},
}


def choose_language(setting: str, locale_name: str) -> Language:
    """ "ko" or "en" from conf.yaml's `language` (auto | ko | en) and the system's locale ("ko_KR", "de_DE")."""
    if setting == "ko" or (setting == "auto" and locale_name.lower().startswith("ko")):
        return "ko"
    return "en"


@dataclass(frozen=True)
class Texts:
    """The words of one language: `texts("chat.title", name="Ruby")`; an unknown key raises KeyError.

    own: words that the person has put in place of those (see `linguist`).
    """

    language: Language = "en"
    own: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __call__(self, key: str, **values: object) -> str:
        return (self.own.get(key) or TEXTS[self.language][key]).format(**values)

    def emotion(self, name: str) -> str:
        """Her emotion as a word for the person; a name outside the canonical ones is shown as it is."""
        return TEXTS[self.language].get(f"emotion.{name}", name)


@dataclass(frozen=True)
class ErrorWords:
    """One error, worded for a card. hint: what to do; detail: the error's own sentence; both may be ""."""

    title: str
    message: str
    hint: str = ""
    detail: str = ""


def describe(error: CompanionError, texts: Texts, stage: str = "") -> ErrorWords:
    """Word an error for the person. `stage`: where it was reported, when that says more than the error's own class."""
    table = TEXTS[texts.language]
    title = table.get(f"error.{stage or error.stage}") or table.get(f"error.{error.stage}") or table["error.app"]
    if texts.language == "ko" and error.code in KO_ERRORS:
        message, hint = KO_ERRORS[error.code]
        return ErrorWords(title, message, hint or error.hint, "" if error.code in SAID_WHOLLY else error.message)
    return ErrorWords(title, error.message, error.hint)


def notice_text(code: str, message: str, texts: Texts) -> str:
    """A notice in the person's language, where we have it."""
    return KO_NOTICES.get(code, message) if texts.language == "ko" else message
