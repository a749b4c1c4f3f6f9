"""THE prompt builder, shared by the app and the trainer: what a model sees is made here and nowhere else. Pure.

Shape: one system turn that stays byte-equal for a whole conversation (so that its KV prefix is computed once), then
past turns exactly as they were rendered and generated, then the new user turn. What changes from turn to turn, her
mood, stands at the start of the user turn: `[joy 0.6] 안녕!`, or `[neutral] 안녕!`. A greeting is the answer to a
user turn without words: `[neutral]`. What she knows of her world (lore.py) and lines of hers that were found again
(recall.py) stand behind the words. Change
VERSION whenever the text for the same character changes.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from companion.persona.character import Character, Language
from companion.persona.emotion import CANONICAL, Mood, canonical
from companion.persona.recall import Known
from companion.persona.reply import UNSAID, Order, encode, intensity_label
from companion.persona.text_stream import whole

VERSION = 1
Role = Literal["system", "user", "assistant"]
Detail = Literal["short", "full"]
ASKED, ANSWER = "### Prompt:\n", "### Answer:\n"
NOTHING_HEARD = "…"  # what stays in the history of a reply that was cut off before its first word was heard

CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
"""ChatML as Jinja, for GGUF metadata; equal to `chatml`."""

_ASKED = re.compile(r"^\s*\[([^\]\d]{1,20}?) ?(0?\.\d+|[01](?:\.0)?)?\] *")
_BEHIND = re.compile(r"\n> (.*)\n([a-z]+) ([01]\.\d)\n(.+)\Z")
_STRONG = 0.6  # a feeling that is asked for without saying how strong

_CONTROL = re.compile(r"<(?=[|｜])|(?<=\[)(?=\|)|<(?=/?[A-Za-z_]{1,20}>)")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ufeff]")


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message; content holds no control tokens of any known template."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Context:
    """What a turn brings besides its words. mood: hers, now. summary: what was said before the past turns.

    known: lines of hers for words like these, the nearest first. lore: what she knows of the world (`lore.Lore`).
    """

    mood: Mood
    summary: str = ""
    known: Sequence[Known] = ()
    lore: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PastTurn:
    """An earlier exchange. user: as rendered by `user_text`. assistant: the raw JSON, see `past_turn`."""

    user: str
    assistant: str


def past_turn(user: str, heard: str, mood: Mood, raw: str, *, complete: bool, order: Order) -> PastTurn:
    """A turn as it belongs into the history: as generated, or re-encoded with what was heard if that was not all."""
    return PastTurn(user, raw if complete and raw else encode(heard.strip() or NOTHING_HEARD, mood, order))


def neutralize(text: str) -> str:
    """`text` as NFC without control characters, and with a space inside everything that looks like a control token.

    `<|im_start|>` becomes `< |im_start|>`, `</s>` becomes `< /s>`, `[|user|]` becomes `[ |user|]`. Idempotent.
    """
    plain = unicodedata.normalize("NFC", whole(text).replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub(lambda found: found.group() + " ", _UNPRINTABLE.sub(" ", plain))


def user_text(text: str, context: Context) -> str:
    """The user turn as the model sees it; stored with the turn, never rendered again."""
    mood = context.mood
    feeling = "neutral" if mood.emotion == "neutral" else f"{mood.emotion} {intensity_label(mood.intensity)}"
    said = f"[{feeling}] {neutralize(text).strip()}".rstrip()
    return "\n".join([said, *map(neutralize, context.lore), *map(_known, context.known)])


def _known(known: Known) -> str:
    """Three lines: how it was asked, what she felt, what she said. Her words begin a line, as they begin a string."""
    asked, line = " ".join(known.user.split()), " ".join(known.text.split())
    return neutralize(f"> {asked}\n{known.mood.emotion} {intensity_label(known.mood.intensity)}\n{line}")


def last_known(user: str) -> Known | None:
    """The last line of hers behind a rendered user turn; None where none stands there."""
    found = _BEHIND.search(user)
    if found is None:
        return None
    asked, emotion, strength, line = found.groups()
    return Known(asked, Mood(emotion, float(strength)), line) if emotion in CANONICAL else None


def seed_text(user: str) -> str:
    """A user turn ("[joy 0.6] 안녕!") as `template: bloodtype` has it: feeling and words as a JSON object."""
    head, _, words = user.partition("]")
    emotion, intensity = f"{head[1:]} 0.0".split(" ")[:2]
    context = f'{{"current_emotion": {{"type": "{emotion}", "intensity": {intensity}}}}}'
    return f'{{"context": {context}, "input": {json.dumps(words[1:], ensure_ascii=False)}}}'


def asked_mood(text: str) -> tuple[Mood | None, str]:
    """The feeling in brackets at the start of `text` ("[joy 0.6] …", "[기쁨] …"), and the rest; None where none is."""
    found = _ASKED.match(text)
    emotion = canonical(found.group(1)) if found else None
    if found is None or emotion is None:
        return None, text
    strength = float(found.group(2)) if found.group(2) else (0.0 if emotion == "neutral" else _STRONG)
    return Mood(emotion, strength), text[found.end() :]


def system_text(
    character: Character, language: Language, summary: str = "", *, detail: Detail = "short", recalls: bool = False
) -> str:
    """The fixed part. short: name, one line, manner, form of the reply; what starter brains are trained with.
    full: the whole sheet as well, for brains that were not trained on this character. The summary comes last.
    recalls: lines of hers stand behind the person's words; the full form says what they are.
    """
    if character.form == "script":
        lines = _script(character, language, detail)
    else:
        lines = _korean(character, detail, recalls) if language == "ko" else _english(character, detail, recalls)
    if summary.strip():
        lines.append(("지금까지: " if language == "ko" else "So far: ") + " ".join(summary.split()))
    return neutralize("\n".join(lines))


def build(
    character: Character,
    language: Language,
    past: Sequence[PastTurn],
    user: str,
    summary: str = "",
    *,
    detail: Detail = "short",
    recalls: bool = False,
) -> tuple[Message, ...]:
    """The whole prompt: system, then past turns in order, then `user` (as rendered by `user_text`)."""
    messages = [Message("system", system_text(character, language, summary, detail=detail, recalls=recalls))]
    for turn in past:
        messages += [Message("user", neutralize(turn.user)), Message("assistant", neutralize(turn.assistant))]
    return (*messages, Message("user", neutralize(user)))


def chatml(messages: Sequence[Message], add_generation_prompt: bool = True) -> str:
    """The text form. With `add_generation_prompt` it ends where the reply object begins."""
    turns = "".join(f"<|im_start|>{message.role}\n{message.content}<|im_end|>\n" for message in messages)
    return turns + ("<|im_start|>assistant\n" if add_generation_prompt else "")


def prompt_answer(messages: Sequence[Message], add_generation_prompt: bool = True, *, end: str = "</s>") -> str:
    """The text form of LDCC-Instruct's models: `### Prompt:` and `### Answer:`; end: the end of sequence token."""
    parts = []
    for message in messages:
        if message.role == "assistant":
            parts.append(f"{ANSWER}{message.content}{end}\n\n")
        else:
            parts.append(f"{ASKED if message.role == 'user' else ''}{message.content}\n\n")
    return "".join(parts) + (ANSWER if add_generation_prompt else "")


def _english(character: Character, detail: Detail, recalls: bool) -> list[str]:
    speech = character.speech["en"]
    lines = [f"You are {character.name('en')}. {character.one_line['en']}", f"Manner: {speech.level}"]
    if detail == "full":
        lines += _sheet(character, "en")
        lines.append("The bracket before the user's words is your mood at that moment; never say it.")
        if recalls:
            lines.append("Under a line with `>` stands how you once answered the like. Keep that manner; answer anew.")
        lines.append(f"A reply looks like this: {_example(character)}")
    return [*lines, f"Reply in English, one to three short sentences, as JSON: {_form(character)}"]


def _korean(character: Character, detail: Detail, recalls: bool) -> list[str]:
    speech = character.speech["ko"]
    lines = [f"당신은 {character.name('ko')}입니다. {character.one_line['ko']}", f"말투: {speech.level}"]
    if detail == "full":
        lines += _sheet(character, "ko")
        lines.append("사용자 말 앞의 괄호는 그 순간 당신의 기분입니다. 소리 내어 말하지 마세요.")
        if recalls:
            lines.append("`>` 줄 아래는 비슷한 말에 당신이 했던 답입니다. 말투를 본받되, 지금 말에 맞게 새로 답하세요.")
        lines.append(f"답은 이런 모양입니다: {_example(character)}")
    return [*lines, f"한국어로, 짧은 문장 한두 개를 JSON으로 답하세요: {_form(character)}"]


def _script(character: Character, language: Language, detail: Detail) -> list[str]:
    """For `form: script`: she writes scenes, in the feeling that stands before the request."""
    sheet = _sheet(character, language) if detail == "full" else []
    name, line, manner = character.name(language), character.one_line[language], character.speech[language].level
    if language == "ko":
        asked = "요청 앞의 괄호는 장면에 담을 감정입니다. 괄호는 쓰지 말고, 그 감정이 느껴지는 대본을 한국어로 쓰세요."
        return [f"당신은 대본을 쓰는 {name}입니다. {line}", f"문체: {manner}", *sheet, asked]
    asked = "The bracket before a request is the feeling of the scene; never write it. Write the script, in English."
    return [f"You are {name}, who writes scripts. {line}", f"Style: {manner}", *sheet, asked]


def _form(character: Character) -> str:
    feeling = f"emotion ({', '.join(character.emotions)}), intensity (0.1-1.0)"
    return f"text, {feeling}" if character.reply_order == "text_first" else f"{feeling}, text"


def _example(character: Character) -> str:
    return encode(NOTHING_HEARD, Mood(character.emotions[0], UNSAID), character.reply_order)


_HEADINGS: dict[str, dict[Language, str]] = {
    "age": {"ko": "나이", "en": "Age"},
    "looks": {"ko": "겉모습", "en": "Looks"},
    "backstory": {"ko": "지난 이야기", "en": "Story"},
    "traits": {"ko": "성격", "en": "Traits"},
    "rules": {"ko": "말하는 규칙", "en": "How you speak"},
    "relations": {"ko": "아는 이들", "en": "People"},
    "user_relation": {"ko": "사용자와의 사이", "en": "The user and you"},
    "knowledge_boundary": {"ko": "아는 것과 모르는 것", "en": "What you know"},
}


def _sheet(character: Character, language: Language) -> list[str]:
    people = "; ".join(f"{who.name[language]}: {who.role[language]}" for who in character.relations)
    parts = {
        "age": character.age.get(language, ""),
        "looks": character.looks.get(language, ""),
        "backstory": " ".join(character.backstory.get(language, ())),
        "traits": ", ".join(character.traits.get(language, ())),
        "rules": " ".join(character.speech[language].rules),
        "relations": people,
        "user_relation": character.user_relation.get(language, ""),
        "knowledge_boundary": character.knowledge_boundary.get(language, ""),
    }
    return [f"{_HEADINGS[key][language]}: {text}" for key, text in parts.items() if text]
