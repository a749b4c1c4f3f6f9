"""Texts are cleaned and her lines found: scene markers, page furniture, typography, speakers, chunks."""

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trainer.sources.sheet import character
from trainer.rows import Document, Line
from trainer.sources import novel, pages, scenes, speech, typography
from trainer.sources.cleaned import Cleaned, Wishes, clean
from trainer.sources.language import chunks, language_of, sentences
from trainer.sources.names import Names, is_user
from trainer.sources.wrapped import unwrapped

NAMES = Names.of(character())


def cleaned(text: str, kind: str = "prose", *, lines: int = 3, chars: int = 1200, title: str = "") -> Cleaned:
    document = Document.model_validate({"id": "d", "source": "d.txt", "kind": kind, "title": title, "text": text})
    return clean(document, Wishes(NAMES, ("ko", "en"), chars, lines))


def talk(line: Line) -> list[tuple[str, str]]:
    return [(one.speaker, one.text) for one in line.before]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("#씬", "씬"),
        ("#씬 3. 카페 / 낮", "카페 / 낮"),
        ("#scene", "scene"),
        ("#Scene 12: The tower", "The tower"),
        ("#32", "32"),
        ("# 32. 숲", "숲"),
        ("S#12", "S#12"),
        ("S# 12. 탑 안 / 밤", "탑 안 / 밤"),
        ("씬 3.", "씬 3"),
        ("장면 4", "장면 4"),
        ("장면 4: 탑", "탑"),
        ("[씬 5]", "씬 5"),
        ("Scene Three", "Scene Three"),
        ("CHAPTER IV. The Prince", "The Prince"),
        ("제3장 왕자", "왕자"),
        ("1막 2장", "1막 2장"),
        ("INT. TOWER - NIGHT", "TOWER - NIGHT"),
        ("Fade in", ""),
        ("FADE OUT.", ""),
        ("CUT TO:", ""),
        ("(페이드 인)", ""),
        ("암전", ""),
        ("* * *", ""),
        ("◇◇◇", ""),
    ],
)
def test_l2_scene_markers_are_told_and_named(line: str, name: str) -> None:
    """L2: scene-change tokens are taken out, their names kept."""
    assert scenes.marker(line) == name


@pytest.mark.parametrize(
    "line",
    [
        "32명이 왔다.",
        "신이 났다.",
        "장면이 바뀌었다.",
        "3화를 보고 나는 울었다.",
        "Scene by scene she fell asleep.",
        "#1위라니!",
        "씬이 좋다",
        "라푼젤 : 1장만 줘",
        "Fade into the night, she thought.",
        "—네 살 때였다.",
        "",
    ],
)
def test_l2_words_that_look_like_markers_stay(line: str) -> None:
    assert scenes.marker(line) is None


def test_l2_markers_leave_scripts_and_name_the_scenes_of_her_lines() -> None:
    """L2: #씬, #scene, #32, S#12, Fade in, also in the middle of a line."""
    text = (
        "#씬 1. 탑 / 낮\nFade in\n고델 : 머리를 #32 내려라!\n라푼젤 : 네! #scene\n고델 : 어서!\n"
        "S#2. 숲 / 밤\n왕자 : 누구세요?\n라푼젤 : 저는 #씬 라푼젤이에요.\n#33\n왕자 : 안녕!\n라푼젤 : 안녕!"
    )
    done = cleaned(text, "script")
    assert [(line.scene, line.text) for line in done.lines] == [
        ("탑 / 낮", "네!"),
        ("숲 / 밤", "저는 라푼젤이에요."),
        ("33", "안녕!"),
    ]
    assert talk(done.lines[0]) == [("고델", "머리를 내려라!")]
    assert talk(done.lines[1]) == [("왕자", "누구세요?")]
    everything = " ".join(passage.text for passage in done.passages)
    assert not set("#") & set(everything)
    assert done.counts["scene-marker"] == 7


@pytest.mark.parametrize(
    ("raw", "cleaned_text"),
    [
        ("그건…… 아니야......", "그건… 아니야…"),
        ("그건 。。。 음・・・", "그건 … 음…"),
        ("「안녕」 『책』", '"안녕" "책"'),
        ("【폭렬마법】 발동!", "폭렬마법 발동!"),
        ("“안녕” ‘그래’", "\"안녕\" '그래'"),
        ("그건――비밀", "그건—비밀"),
        ("잠깐--뭐라고", "잠깐—뭐라고"),
        ("ㄸ 만나자", "또 만나자"),
        ("ㄸ다시 ㄸㄸ", "또다시 ㄸㄸ"),
        ("됬어요 되요 않되 몇일 할께요", "됐어요 돼요 안 되 며칠 할게요"),
        ("ㅋㅋㅋㅋㅋㅋ!!!!!!", "ㅋㅋㅋ!!!"),
        ("야호~~~~ ～", "야호~ ~"),
        ("Ｈｉ！　안녕\u200b\u00a0", "Hi! 안녕"),
        ("e\u0301tude", "étude"),
    ],
)
def test_m4_one_way_of_writing(raw: str, cleaned_text: str) -> None:
    """M4: ellipses, brackets and quotes, dashes, ㄸ -> 또."""
    assert typography.clean(raw) == cleaned_text


@given(st.text(alphabet='가ㄸ됬되요 .…。―-~!ㅋ"「」『』“”【】\n', max_size=80))
def test_m4_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = typography.clean(text)
    assert typography.clean(once) == once


def test_page_furniture_falls_away() -> None:
    """Page numbers, running heads and feet that repeat over pages; numbers elsewhere stay."""
    book = [
        f"라푼젤 이야기 {n}\n\n본문 {n * 7}쪽에서 시작된다.\n1812\n긴 머리가 있었다.\n\n- {n} -" for n in range(1, 8)
    ]
    text, removed = pages.without_furniture("\f".join(book))
    assert removed == {"running-head": 7, "page-number": 7}
    assert text.count("1812") == 7
    assert "라푼젤 이야기" not in text


def test_alternating_heads_fall_away_and_a_short_booklet_keeps_its_lines() -> None:
    book = [("탑의 노래\n" if n % 2 else "지은이\n") + f"본문이 {chr(0xAC00 + n * 30)} 있다.\n" for n in range(12)]
    assert pages.without_furniture("\f".join(book))[1] == {"running-head": 12}
    assert pages.without_furniture("같은 줄\n본문\f같은 줄\n다른 본문")[1] == {}


def test_numbers_that_count_up_are_page_ends_of_a_plain_text() -> None:
    text = "\n".join("\n".join([*("탑에는 아무도 오지 않았다." for _ in range(8)), str(n)]) for n in range(3, 9))
    kept, removed = pages.without_furniture(text)
    assert removed == {"page-number": 6}
    assert kept.count("아무도") == 48


def test_wrapped_and_hyphenated_lines_are_joined() -> None:
    text = (
        "Once upon a time there was a girl who lived in a very tall and lone-\n"
        "ly tower in the middle of the forest, and every day she sang a song at\n"
        "the window while the birds of the forest listened.\n"
        "Nobody else came.\n"
        "“Let down your hair,” the old woman called every evening, and the girl\n"
        "let it down, all of it, and it was as long as the tower was high then.\n"
    )
    joined, count = unwrapped(text)
    assert "lonely tower" in joined
    assert joined.split("\n")[0].endswith("listened.")
    assert joined.split("\n")[1] == "Nobody else came."
    assert count == 3


def test_lines_that_are_paragraphs_stay() -> None:
    text = "라푼젤이 노래했다.\n아무도 없었다.\n왕자가 지나갔다.\n“누구지?”\n그는 멈추었다.\n다음 날도 왔다."
    assert unwrapped(text) == (text, 0)


def test_m1_script_lines_carry_scene_and_context() -> None:
    """M1, M7: "화자 : 대사"; consecutive lines of one speaker are joined; the last N lines before are context."""
    text = "고델 : 하나.\n고델: 둘.\n왕자 : 셋?\n거울 : 넷.\n새: 다섯.\n라푼젤 (웃으며) : 여섯!\n"
    text += "라푼젤 : (작게) 일곱.\n고델 : 여덟."
    done = cleaned(text, "script", lines=3)
    (line,) = done.lines
    assert line.text == "여섯! 일곱."
    assert talk(line) == [("왕자", "셋?"), ("거울", "넷."), ("새", "다섯.")]
    assert done.counts["direction"] == 1
    assert talk(cleaned(text, "script", lines=5).lines[0])[0] == ("고델", "하나. 둘.")


@pytest.mark.parametrize(
    "text",
    [
        "고델 : 머리를 내려라!\n라푼젤 : 지금 내려요!",
        "고델：머리를 내려라!\n라푼젤：지금 내려요!",
        "[고델] 머리를 내려라!\n[라푼젤] 지금 내려요!",
        "【고델】 머리를 내려라!\n【라푼젤】 지금 내려요!",
        "고델 「머리를 내려라!」\n라푼젤 「지금 내려요!」",
        "고델\t머리를 내려라!\n라푼젤\t지금 내려요!",
        "고델(E): 머리를 내려라!\n라푼젤(당황하며): (급히) 지금 내려요!",
        "장소: 탑\n고델: 머리를 내려라!\n(사이)\n라푼젤: 지금\n    내려요!",
    ],
)
def test_m1_every_form_of_a_speech_is_read(text: str) -> None:
    lines = typography.paired(text).split("\n")
    (spoken,), _ = speech.utterances(lines, speech.speakers(lines, NAMES))
    assert [(one.speaker, one.text) for one in spoken] == [("고델", "머리를 내려라!"), ("라푼젤", "지금 내려요!")]


def test_m1_screenplays_name_the_speaker_on_a_line_of_its_own() -> None:
    text = "INT. TOWER\n\nGOTHEL\n(calling)\nLet down your hair!\n\nRAPUNZEL\nI am coming.\nWait!\n\nGOTHEL\nNow."
    (line,) = cleaned(text, "script").lines
    assert (line.text, talk(line), line.scene) == ("I am coming. Wait!", [("GOTHEL", "Let down your hair!")], "TOWER")


@pytest.mark.parametrize(
    ("paragraph", "speeches"),
    [
        ("“안녕?” 하고 라푼젤이 말했다.", [("라푼젤", "안녕?")]),
        ("“안녕?” 라푼젤은 환하게 웃으며 말했다.", [("라푼젤", "안녕?")]),
        ("라푼젤이 물었다. “누구야?”", [("라푼젤", "누구야?")]),
        ("라푼젤이 창밖을 보며 조용히 중얼거렸다. “나가고 싶어.”", [("라푼젤", "나가고 싶어.")]),
        ("“안녕,” 라푼젤이 말했다. “어서 와.”", [("라푼젤", "안녕. 어서 와.")]),
        ("“머리를 내려라!” 하고 고델이 외쳤다.", [("고델", "머리를 내려라!")]),
        ("“누구지?” 그가 물었다.", [("", "누구지?")]),
        ("“누구야?” 왕자가 물었다. 라푼젤이 대답했다. “나야.”", [("왕자", "누구야?"), ("라푼젤", "나야.")]),
        ("“Hello!” said Rapunzel.", [("라푼젤", "Hello!")]),
        ("“Hello,” Rapunzel softly said, “and welcome.”", [("라푼젤", "Hello, and welcome.")]),
        ("“Yes,” said Rapunzel. “Come in.”", [("라푼젤", "Yes. Come in.")]),
        ("Rapunzel whispered, “Be quiet!”", [("라푼젤", "Be quiet!")]),
        ("“Let it down!” cried the old witch.", [("the old witch", "Let it down!")]),
        ("“Who?” he asked.", [("", "Who?")]),
        ("“Let it down!” Mother Gothel called.", [("Gothel", "Let it down!")]),
        ("그는 “탑”이라는 책을 읽었다.", []),
    ],
)
def test_m1_quotes_of_a_novel_find_their_speaker(paragraph: str, speeches: list[tuple[str, str]]) -> None:
    """M1: quotes with speech verbs, Korean and English; a pronoun names nobody."""
    found = [(one.speaker, one.text) for _, one in novel.speeches([paragraph], NAMES)]
    assert found == speeches


def test_m1_a_novel_gives_her_lines_with_what_was_said_before() -> None:
    text = (
        '제1장 탑\n\n「누구세요?」 하고 왕자가 물었다.\n\n"라푼젤이에요……" 라푼젤이 대답했다.\n\n'
        + "아무 일도 없었다.\n\n" * 9
        + "라푼젤이 외쳤다. “도와줘요!”\n\n* * *\n\n“여기예요,” 젤이 말했다."
    )
    done = cleaned(text)
    assert [(line.scene, line.text, talk(line)) for line in done.lines] == [
        ("탑", "라푼젤이에요…", [("왕자", "누구세요?")]),
        ("탑", "도와줘요!", []),
        ("탑", "여기예요.", []),
    ]
    assert done.passages[0].text.startswith('"누구세요?" 하고')


def test_scripts_in_documents_of_other_programs_are_told() -> None:
    lines = [f"{'고델' if n % 2 else '라푼젤'} : 대사가 {n}번 있다." for n in range(12)]
    done = cleaned("라푼젤 이야기\n등장인물: 라푼젤, 고델\n탑 안. 창이 하나 있다.\n" + "\n".join(lines))
    assert len(done.lines) == 6


def test_chats_give_lines_and_no_passages() -> None:
    text = "#scene 2024-05-01\n왕자: 어디야?\n    탑이야?\n라푼젤: 응: 탑이야\n\n#scene 2024-05-02\n라푼젤: 좋은 아침"
    done = cleaned(text, "chat")
    assert [(line.scene, line.text, talk(line)) for line in done.lines] == [
        ("2024-05-01", "응: 탑이야", [("왕자", "어디야? 탑이야?")]),
        ("2024-05-02", "좋은 아침", []),
    ]
    assert not done.passages


def test_lines_in_a_language_that_she_does_not_speak_are_counted() -> None:
    done = cleaned("라푼젤 : こんにちは、元気ですか。\n왕자 : 뭐라고?\n라푼젤 : 안녕!", "script")
    assert [line.text for line in done.lines] == ["안녕!"]
    assert done.counts["line-language"] == 1


@pytest.mark.parametrize(
    "name",
    ["라푼젤", "라푼젤이", "라푼젤은", "라푼젤 (웃으며)", "**라푼젤**", "RAPUNZEL", "젤", "라푼젤님", "라푼젤에게"],
)
def test_her_names_are_known_with_particles_and_marks(name: str) -> None:
    assert NAMES.is_her(name)


@pytest.mark.parametrize("name", ["고델", "라푼", "Rapunzelina", "라푼젤리", "", "젤리"])
def test_other_names_are_not_hers(name: str) -> None:
    assert not NAMES.is_her(name)
    assert NAMES.is_known("고델이")
    assert is_user("{{user}}") and is_user("사용자") and not is_user("왕자")


LANGUAGES = {
    "안녕하세요": "ko",
    "Hello there": "en",
    "나는 Rapunzel이야": "ko",
    "OK 좋아": "ko",
    "こんにちは世界": None,
}


@pytest.mark.parametrize(
    ("text", "language"), [*LANGUAGES.items(), ("123 !!", None), ("She said 네 to the old woman in the tower", "en")]
)
def test_languages_are_told_by_letters(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_sentences_end_at_marks_and_not_at_abbreviations() -> None:
    assert sentences("Mr. Grimm came. He sat down! “Why?” J. Grimm asked.") == (
        "Mr. Grimm came.", "He sat down!", "“Why?”", "J. Grimm asked.",
    )  # fmt: skip
    assert sentences("갔다. 왔다! 정말…? 3.5점") == ("갔다.", "왔다!", "정말…?", "3.5점")


PIECE = st.text(alphabet="가나abc ,.!?\n", max_size=300)


@given(PIECE, st.integers(1, 120))
def test_m4_chunks_hold_all_words_within_the_limit(text: str, limit: int) -> None:
    """M4: chunks of bounded length that together are the text."""
    pieces = chunks(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert Counter("".join(pieces).replace(" ", "").replace("\n", "")) == Counter(
        text.replace(" ", "").replace("\n", "")
    )


@given(
    st.lists(
        st.sampled_from(["왕자가 왔다.", "그는 웃었다!", "She sang.", "정말 긴 하루였을까?"]), min_size=1, max_size=30
    )
)
def test_m4_no_chunk_ends_within_a_sentence(parts: list[str]) -> None:
    for piece in chunks(" ".join(parts), 40):
        assert piece[-1] in ".!?"
        assert all(sentence in parts for sentence in sentences(piece))


@pytest.mark.parametrize(
    "text", [" " * 50_000 + "x", "-" * 50_000, ". " * 20_000, '"' * 30_000, "가:" * 10_000, "“가” A B " * 4000]
)
@pytest.mark.parametrize("kind", ["prose", "script"])
def test_no_line_is_thought_about_for_long(text: str, kind: str) -> None:
    """Runs and endless lines are bounded before any rule meets them."""
    began = time.process_time()
    done = cleaned(text, kind)
    assert time.process_time() - began < 5
    assert all(len(passage.text) <= 1200 for passage in done.passages)


TALE = """라푼젤 이야기

1. 창문 하나

라푼젤은 높은 탑에 살았다. 문도 계단도 없었다.

고델: 머리를 내려라!
라푼젤: 지금 내려요.
라푼젤: 살살 잡으세요.
고델은 웃었다.
라푼젤: 아프니까요.
고델: 알았다.

{told}

라푼젤: 등불이 마흔두 개.

2. 노래

로안: 누구시오?
라푼젤: 라푼젤이에요!
고델: 저런.
"""


def test_m7_a_tale_with_speeches_gives_answers_and_no_monologues() -> None:
    """What is told between her lines parts them; one that follows her own answers nobody; headings name scenes."""
    done = cleaned(TALE.format(told="그날 밤에도 그녀는 혼자였다. " * 10), lines=3)
    assert [(line.scene, line.text, [words for _, words in talk(line)]) for line in done.lines] == [
        ("창문 하나", "지금 내려요. 살살 잡으세요.", ["머리를 내려라!"]),
        ("창문 하나", "아프니까요.", []),
        ("창문 하나", "등불이 마흔두 개.", []),
        ("노래", "라푼젤이에요!", ["누구시오?"]),
    ]
    assert "고델: 머리를 내려라!\n라푼젤: 지금 내려요.\n" in done.passages[1].text


def test_passages_of_a_script_keep_its_lines() -> None:
    text = "\n".join(f"{'고델' if n % 2 else '라푼젤'}: 이것은 {n}번째 대사입니다." for n in range(30))
    passages = cleaned(text, "script", chars=150).passages
    assert len(passages) > 3
    assert [line for passage in passages for line in passage.text.split("\n")] == text.split("\n")


@pytest.mark.parametrize("line", ["3", "IV.", "2. The Prince", "12) 왕자"])
def test_numbered_headings_are_markers_between_empty_lines_only(line: str) -> None:
    parts, count = scenes.parts(["one.", "", line, "", "two."])
    assert (len(parts), count) == (2, 1)
    assert scenes.parts(["one.", line, "two."])[1] == 0


HANGUL_SCRIPT = """기억의 탑
S#1. 탑 안 / 낮

창가에 앉은 라푼젤, 노래를 흥얼거린다.

고델(E)\t머리를 내려라!
라푼젤\t(놀라며) 벌써 오셨어요?
고델\t어서!

S#2. 숲 / 밤
로안\t누구요?
라푼젤\t라푼젤이에요.
"""


def test_m1_scripts_set_with_tabs_are_scripts_whatever_file_they_came_in() -> None:
    done = cleaned(HANGUL_SCRIPT)
    assert [(line.scene, line.text, talk(line)) for line in done.lines] == [
        ("탑 안 / 낮", "벌써 오셨어요?", [("고델", "머리를 내려라!")]),
        ("숲 / 밤", "라푼젤이에요.", [("로안", "누구요?")]),
    ]
