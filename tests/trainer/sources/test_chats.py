"""Chat logs of other programs become scripts with scenes."""

import json
from pathlib import Path

import pytest

from companion.errors import TrainingError
from tests.trainer.sources.sheet import written
from trainer.rows import Document
from trainer.sources import formats

WINDOWS_KO = """라푼젤 님과 카카오톡 대화
저장한 날짜 : 2024-05-02 12:00:00

--------------- 2024년 5월 1일 수요일 ---------------
[고델] [오후 3:15] 머리를
내려 줄래?
[라푼젤] [오후 3:16] 네!
[라푼젤] [오후 3:16] 사진
고델님이 나갔습니다.
--------------- 2024년 5월 2일 목요일 ---------------
[라푼젤] [오전 9:00] 좋은 아침
"""
WINDOWS_EN = """Rapunzel with KakaoTalk Chats
Date Saved: 2024-05-02 12:00:00

--------------- Wednesday, May 1, 2024 ---------------
[고델] [3:15 PM] 머리를
내려 줄래?
[라푼젤] [3:16 PM] 네!
[라푼젤] [3:16 PM] Photo
--------------- Thursday, May 2, 2024 ---------------
[라푼젤] [9:00 AM] 좋은 아침
"""
ANDROID_KO = """라푼젤 님과 카카오톡 대화
저장한 날짜 : 2024년 5월 2일 오후 12:00


2024년 5월 1일 오후 3:15
2024년 5월 1일 오후 3:15, 고델 : 머리를
내려 줄래?
2024년 5월 1일 오후 3:16, 라푼젤 : 네!
2024년 5월 1일 오후 3:16, 라푼젤 : 사진
2024년 5월 1일 오후 3:20, 고델님이 나갔습니다.

2024년 5월 2일 오전 9:00
2024년 5월 2일 오전 9:00, 라푼젤 : 좋은 아침
"""
PHONE_EN = """KakaoTalk Chats with 라푼젤
Date Saved : May 2, 2024 12:00 PM

May 1, 2024 at 3:15 PM, 고델 : 머리를
내려 줄래?
May 1, 2024 at 3:16 PM, 라푼젤 : 네!
May 1, 2024 at 3:16 PM, 라푼젤 : Photo
May 2, 2024 at 9:00 AM, 라푼젤 : 좋은 아침
"""
IOS_KO = """2024. 5. 1. 오후 3:15, 고델 : 머리를
내려 줄래?
2024. 5. 1. 오후 3:16, 라푼젤 : 네!
2024. 5. 1. 오후 3:16, 라푼젤 : 사진 3장
2024. 5. 2. 오전 9:00, 라푼젤 : 좋은 아침
"""
MAC = """Date,User,Message
2024-05-01 15:15:00,"고델","머리를
내려 줄래?"
2024-05-01 15:16:00,"라푼젤","네!"
2024-05-01 15:16:10,"라푼젤","사진"
2024-05-02 09:00:00,"라푼젤","좋은 아침"
"""
ANDROID_WHATSAPP = """01/05/2024, 15:10 - Messages and calls are end-to-end encrypted.
01/05/2024, 15:15 - 고델: 머리를
내려 줄래?
01/05/2024, 15:16 - 라푼젤: 네!
01/05/2024, 15:16 - 라푼젤: <Media omitted>
02/05/2024, 09:00 - 라푼젤: 좋은 아침
"""
IOS_WHATSAPP = """[2024. 5. 1. 오후 3:15:01] 고델: 머리를
내려 줄래?
[2024. 5. 1. 오후 3:16:10] 라푼젤: 네!
\u200e[2024. 5. 1. 오후 3:16:20] 라푼젤: \u200e이미지 생략됨
[2024. 5. 2. 오전 9:00:00] 라푼젤: 좋은 아침
"""
TALK = "#scene 2024-05-01\n고델: 머리를\n    내려 줄래?\n라푼젤: 네!\n\n#scene 2024-05-02\n라푼젤: 좋은 아침"


def log(folder: Path, name: str, text: str) -> tuple[Document, dict[str, str]]:
    found = formats.read(written(folder, name, text))
    assert not found.rows
    (document,) = found.documents
    return document, {part.code: part.reason for part in found.skipped}


@pytest.mark.parametrize("text", [WINDOWS_KO, WINDOWS_EN, ANDROID_KO, PHONE_EN, IOS_KO, ANDROID_WHATSAPP, IOS_WHATSAPP])
def test_every_form_of_a_talk_is_the_same_talk(tmp_path: Path, text: str) -> None:
    document, skipped = log(tmp_path, "chat.txt", text)
    assert document.kind == "chat"
    assert (
        document.text == TALK
        or document.text.replace("2024-01-05", "2024-05-01").replace("2024-02-05", "2024-05-02") == TALK
    )
    assert skipped["chat-attachment"].startswith("1 ")


def test_the_table_of_macos_is_the_same_talk(tmp_path: Path) -> None:
    assert log(tmp_path, "chat.csv", MAC)[0].text == TALK


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    found = formats.read(written(tmp_path, "chat.txt", b"\xef\xbb\xbf" + WINDOWS_KO.replace("\n", "\r\n").encode()))
    assert found.documents[0].text == TALK


def test_notices_are_counted(tmp_path: Path) -> None:
    assert log(tmp_path, "chat.txt", ANDROID_KO)[1]["chat-notice"].startswith("1 ")
    assert log(tmp_path, "chat.txt", ANDROID_WHATSAPP)[1]["chat-notice"].startswith("1 ")


def test_discord_channels_are_read(tmp_path: Path) -> None:
    def message(name: str, content: str, when: str, kind: str = "Default") -> dict[str, object]:
        return {
            "type": kind,
            "timestamp": f"2024-05-{when}:00+09:00",
            "content": content,
            "author": {"name": "x", "nickname": name},
        }

    messages = [
        message("고델", "머리를\n내려 줄래?", "01T15:15"),
        message("라푼젤", "네!", "01T15:16", "Reply"),
        message("라푼젤", "https://x.y/z.png", "01T15:16"),
        message("라푼젤", "joined", "01T15:17", "GuildMemberJoin"),
        message("라푼젤", "좋은 아침", "02T09:00"),
    ]
    channel = {"guild": {"name": "g"}, "channel": {"name": "tower"}, "messages": messages}
    document, skipped = log(tmp_path, "channel.json", json.dumps(channel))
    assert document.text == TALK
    assert document.title == "tower"
    assert set(skipped) == {"chat-attachment", "chat-notice"}
    with pytest.raises(TrainingError, match="message 1 has no author"):
        log(tmp_path, "channel.json", json.dumps({"channel": {}, "messages": [{"content": "a"}]}))


HEAD = {"user_name": "Tester", "character_name": "라푼젤", "create_date": "2024", "chat_metadata": {}}


def lines(*messages: tuple[str, bool, str]) -> str:
    rows = [HEAD, *({"name": name, "is_user": user, "is_system": False, "mes": text} for name, user, text in messages)]
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def test_a_sillytavern_chat_with_her_becomes_rows(tmp_path: Path) -> None:
    text = lines(
        ("라푼젤", False, "어서 와, {{user}}!"), ("Tester", True, "안녕 {{char}}"), ("라푼젤", False, "뭐 하고 놀까?")
    )
    found = formats.read(written(tmp_path, "chat.jsonl", text))
    (row,) = found.rows
    assert [(turn.user, turn.text) for turn in row.exchanges] == [
        ("", "어서 와, Tester!"),
        ("안녕 Tester", "뭐 하고 놀까?"),
    ]


def test_a_sillytavern_chat_with_another_is_a_log(tmp_path: Path) -> None:
    found = formats.read(
        written(tmp_path, "chat.jsonl", lines(("백설공주", False, "어서 오세요"), ("Tester", True, "안녕")))
    )
    assert not found.rows
    assert found.documents[0].kind == "chat"
    assert found.skipped[0].code == "nobody-is-her"


def test_a_sillytavern_message_without_words_is_told(tmp_path: Path) -> None:
    text = lines(("라푼젤", False, "안녕")) + '\n{"is_user": true, "mes": 5, "name": "x"}'
    with pytest.raises(TrainingError, match="line 3: a message has no name or no words"):
        formats.read(written(tmp_path, "chat.jsonl", text))


def test_a_log_in_which_nobody_speaks_is_told(tmp_path: Path) -> None:
    text = "01/05/2024, 15:15 - A: <Media omitted>\n01/05/2024, 15:16 - B: <Media omitted>\n"
    with pytest.raises(TrainingError, match="nobody says anything"):
        log(tmp_path, "chat.txt", text)
