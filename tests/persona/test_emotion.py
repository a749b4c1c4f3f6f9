import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.persona.emotion import CANONICAL, EMOJI, FADED, LABELS, NEUTRAL, EmotionState, Mood, canonical

GO_EMOTIONS = """
    admiration amusement anger annoyance approval caring confusion curiosity desire disappointment disapproval
    disgust embarrassment excitement fear gratitude grief joy love nervousness optimism pride realization relief
    remorse sadness surprise neutral
"""
moods = st.builds(Mood, st.sampled_from(CANONICAL), st.floats(0, 1))


@pytest.mark.parametrize(
    ("name", "emotion"),
    [
        ("기쁨", "joy"),
        ("슬픔", "sad"),
        ("분노", "angry"),
        ("놀람", "surprised"),
        ("부끄러움", "shy"),
        ("사랑", "love"),
        ("졸림", "sleepy"),
        ("걱정", "worried"),
        ("신남", "excited"),
        ("뿌듯", "smug"),
        ("무표정", "neutral"),
        ("  HaPPy ", "joy"),
        ("Embarrassment", "shy"),
        ("sur prised", "surprised"),
        ("SUR_PRISED", "surprised"),
        ("😠", "angry"),
    ],
)
def test_aliases(name: str, emotion: str) -> None:
    assert canonical(name) == emotion


def test_every_canonical_name_label_and_emoji_leads_back_to_itself() -> None:
    assert set(LABELS) == set(EMOJI) == set(CANONICAL) and len(CANONICAL) == 12
    for emotion in CANONICAL:
        for name in (emotion, emotion.upper(), EMOJI[emotion], LABELS[emotion]["ko"], LABELS[emotion]["en"]):
            assert canonical(name) == emotion, name


def test_all_28_go_emotions_are_known() -> None:
    assert len(GO_EMOTIONS.split()) == 28
    assert [name for name in GO_EMOTIONS.split() if canonical(name) not in CANONICAL] == []


@pytest.mark.parametrize("name", ["", " ", "banana", "joy!", "기쁨이", "\ud800"])
def test_unknown_names_are_none(name: str) -> None:
    assert canonical(name) is None


def test_half_life() -> None:
    state = EmotionState(Mood("joy", 0.8), since=10.0).after(130.0, half_life=120.0)
    assert state == EmotionState(Mood("joy", pytest.approx(0.4)), 130.0)


def test_a_faded_mood_is_neutral() -> None:
    assert EmotionState(Mood("angry", 0.8), 0.0).after(361.0, 120.0).mood == NEUTRAL
    assert EmotionState(Mood("angry", 0.8), 0.0).after(359.0, 120.0).mood.emotion == "angry"


@given(moods, st.floats(0, 1e4), st.floats(0, 1e4))
def test_decay_in_two_steps_is_decay_in_one(mood: Mood, first: float, second: float) -> None:
    once = EmotionState(mood).after(first + second, 60.0).mood
    twice = EmotionState(mood).after(first, 60.0).after(first + second, 60.0).mood
    assert once.intensity == pytest.approx(twice.intensity, abs=1e-9) or abs(once.intensity - FADED) < 1e-6


def test_time_never_runs_backwards() -> None:
    assert EmotionState(Mood("joy", 0.5), 100.0).after(50.0, 60.0).mood == Mood("joy", 0.5)


def test_same_emotion_reinforces_and_new_one_takes_over() -> None:
    state = EmotionState(Mood("joy", 0.6))
    assert 0.6 < state.blend(Mood("joy", 0.6), 1.0).mood.intensity < 0.8
    assert state.blend(Mood("surprised", 0.7), 1.0) == EmotionState(Mood("surprised", 0.7), 1.0)


def test_opposite_is_damped_and_neutral_calms() -> None:
    state = EmotionState(Mood("angry", 0.8))
    assert state.blend(Mood("joy", 0.6), 1.0).mood == Mood("joy", pytest.approx(0.2))
    assert state.blend(Mood("joy", 0.4), 1.0).mood == NEUTRAL
    assert state.blend(Mood("neutral", 0.9), 1.0).mood == Mood("angry", pytest.approx(0.4))


@given(st.lists(moods, max_size=20))
def test_whatever_is_felt_the_mood_stays_valid(felt: list[Mood]) -> None:
    state = EmotionState()
    for step, mood in enumerate(felt):
        state = state.after(float(step), 30.0).blend(mood, float(step))
        assert state.mood == NEUTRAL or (FADED <= state.mood.intensity <= 1 and state.mood.emotion != "neutral")
