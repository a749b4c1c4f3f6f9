"""The emotion lexicon: size, whole words only, denial, and how often it is right on sentences written by hand."""

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from companion import paths
from companion.errors import TrainingError
from companion.persona.emotion import CANONICAL
from tests.trainer.lexicon.sentences import ENGLISH, KOREAN
from trainer.lexicon import build, hangul, lookup
from trainer.lexicon.lookup import emotion_of

STARTER = Path(build.__file__).resolve().parents[1] / "starter" / "brain" / "data"


def right(sentences: Sequence[tuple[str, str | None]], language: Any, *, morphemes: bool = True) -> float:
    wrong = []
    for text, emotion in sentences:
        found = emotion_of(text, language, morphemes=morphemes)
        if (found.emotion if found else None) != emotion:
            wrong.append((text, emotion, found))
    print(
        f"{language}, morphemes {morphemes}: {1 - len(wrong) / len(sentences):.1%} of {len(sentences)}",
        *wrong,
        sep="\n",
    )
    return 1 - len(wrong) / len(sentences)


def test_it_is_right_on_sentences_of_its_author() -> None:
    """L3: accuracy on 139 sentences by the table's author, with a floor for each way of matching."""
    assert len(KOREAN) + len(ENGLISH) >= 120
    assert right(KOREAN, "ko") >= 0.90
    assert right(KOREAN, "ko", morphemes=False) >= 0.85
    assert right(ENGLISH, "en") >= 0.90


ASKED = {
    "sad": "sad",
    "happy": "joy",
    "angry": "angry",
    "scared": "worried",
    "surprised": "surprised",
    "lonely": "sad",
    "tired": "sleepy",
    "worried": "worried",
    "embarrassed": "shy",
}


def test_it_is_right_on_sentences_of_others() -> None:
    """L3: what people say to the starter characters of their feelings, written by someone else and for another end."""
    intents = yaml.safe_load((STARTER / "intents_feelings.yaml").read_text(encoding="utf-8"))
    for language in ("ko", "en"):
        told = [
            (text.strip(), feeling)
            for name, feeling in ASKED.items()
            for text in intents[name]["ask"][language].split("|")
        ]
        assert len(told) >= 100
        assert right(told, language) >= 0.78


def test_the_table_has_five_thousand_forms_and_is_what_the_stems_give() -> None:
    """L3: the table that ships is the one that the script makes."""
    folder = paths.assets() / "lexicon"
    entries = build.build(folder / build.STEMS)
    lines = gzip.decompress((folder / build.TABLE).read_bytes()).decode().splitlines()
    assert len(lines) >= 5000
    assert lines == [f"{one.form}\t{one.emotion}\t{one.intensity:.1f}\t{one.lemma}" for one in entries]
    assert {one.emotion for one in entries} == set(CANONICAL) - {"neutral"}


@pytest.mark.parametrize("morphemes", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "그리고 갔다.",
        "더 이상은 안 돼.",
        "안전한 길.",
        "부스러기",
        "화요일에 봐.",
        "신발을 신어.",
        "기대어 앉았다.",
    ],
)
def test_a_word_inside_another_is_no_hit(text: str, morphemes: bool) -> None:
    """L3's trap: "그리" hit 그리고, "이상" hit "더 이상"."""
    assert emotion_of(text, "ko", morphemes=morphemes) is None


@pytest.mark.parametrize("morphemes", [True, False])
def test_denial_takes_the_feeling_away_and_turns_a_good_one(morphemes: bool) -> None:
    for text in ("안 슬퍼", "슬프지 않아", "무섭지않아요", "걱정 마세요", "걱정할 필요 없어"):
        assert emotion_of(text, "ko", morphemes=morphemes) is None, text
    for text in ("안 기뻐", "기분이 안 좋아", "행복하지 않아"):
        found = emotion_of(text, "ko", morphemes=morphemes)
        assert found is not None and found.emotion == "sad", text


def test_degree_words_and_marks_change_the_intensity() -> None:
    plain, very, little = (emotion_of(text, "ko") for text in ("슬퍼.", "너무 슬퍼!", "조금 슬퍼."))
    assert plain and very and little
    assert little.intensity < plain.intensity < very.intensity
    one, two = emotion_of("I am sad.", "en"), emotion_of("I am very sad!", "en")
    assert one and two and one.intensity < two.intensity


def test_the_strongest_feeling_wins_and_its_words_are_told() -> None:
    found = emotion_of("놀랐지만 정말 기쁘고 행복해!", "ko")
    assert found is not None
    assert found.emotion == "joy"
    assert found.words == ("기쁘다", "행복하다")


@given(st.text(max_size=80), st.sampled_from(["ko", "en"]))
def test_any_text_is_taken(text: str, language: Any) -> None:
    found = emotion_of(text, language, morphemes=False)
    assert found is None or (found.emotion in CANONICAL and 0.1 <= found.intensity <= 1 and found.words)


def test_without_kiwipiepy_whole_words_are_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The said difference: a form that the table lacks is not found."""
    import sys

    monkeypatch.setitem(sys.modules, "kiwipiepy", None)
    lookup._kiwi.cache_clear()
    try:
        assert emotion_of("너무 슬퍼요", "ko") == emotion_of("너무 슬퍼요", "ko", morphemes=False)
        assert emotion_of("슬퍼했더랬지요", "ko") is None
    finally:
        lookup._kiwi.cache_clear()


@pytest.mark.parametrize(
    ("form", "verb", "irregular", "some"),
    [
        ("슬프다", False, "", "슬픈 슬퍼 슬펐어요 슬픕니다 슬프지 슬플까 슬픔"),
        ("무섭다", False, "", "무서운 무서워 무서웠다 무섭습니다 무서우니까"),
        ("수줍다", False, "", "수줍은 수줍어 수줍었다"),
        ("힘들다", False, "", "힘든 힘들어 힘듭니다 힘드네 힘들면 힘듦"),
        ("화나다", True, "", "화난다 화나는데 화나서 화났어 화납니다"),
        ("짓다", True, "ㅅ", "지어 지으면 짓는 지었다"),
        ("깨닫다", True, "ㄷ", "깨달아 깨달은 깨닫는다"),
        ("게으르다", False, "", "게을러 게으른 게을렀다"),
        ("행복하다", False, "", "행복해 행복한 행복했어요 행복합니다"),
        ("떨리다", True, "", "떨려 떨린다 떨렸어"),
        ("되다", True, "", "돼 된다 됐어"),
    ],
)
def test_conjugation(form: str, verb: bool, irregular: str, some: str) -> None:
    made = list(hangul.forms(form, verb=verb, irregular=irregular))
    assert set(some.split()) <= set(made)
    assert len(made) == len(set(made))
    assert made[0] == form


@pytest.mark.parametrize("bad", ["", "다", "happy", "기쁨", "xx다"])
def test_what_is_no_dictionary_form_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):
        list(hangul.forms(bad, verb=False))


def test_a_broken_stem_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "stems_ko.txt").write_text("# head\njoy .5 기쁘다\nhappy .5 웃다+\n")
    with pytest.raises(TrainingError, match="line 3"):
        build.build(tmp_path / "stems_ko.txt")
    (tmp_path / "stems_ko.txt").write_text("joy .5 기쁘다 smile!\n")
    with pytest.raises(TrainingError, match="line 1"):
        build.build(tmp_path / "stems_ko.txt")
    assert build.main(tmp_path) == 1


def test_the_script_writes_the_table(tmp_path: Path) -> None:
    stems = paths.assets() / "lexicon" / build.STEMS
    (tmp_path / build.STEMS).write_bytes(stems.read_bytes())
    assert build.main(tmp_path) == 0
    made, shipped = (gzip.decompress((folder / build.TABLE).read_bytes()) for folder in (tmp_path, stems.parent))
    assert made == shipped


def test_a_damaged_table_says_how_to_mend_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / build.TABLE).write_bytes(b"no gzip")
    monkeypatch.setattr(paths, "assets", lambda: tmp_path)
    lookup._table.cache_clear()
    try:
        with pytest.raises(TrainingError) as caught:
            emotion_of("슬퍼", "ko", morphemes=False)
        assert "trainer.lexicon.build" in caught.value.hint
    finally:
        monkeypatch.undo()
        lookup._table.cache_clear()
