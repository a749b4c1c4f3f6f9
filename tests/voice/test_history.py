"""What the model is told about earlier turns."""

from collections.abc import Sequence

from companion.persona.emotion import NEUTRAL, Mood
from companion.persona.prompt import NOTHING_HEARD, PastTurn
from companion.persona.recall import Exchange, Known, Recall, Reminder, fold
from companion.persona.reply import encode
from companion.voice.history import History
from tests.fakes import JOY, character


def history(*past: PastTurn, keep: int = 40) -> History:
    return History(character(), "ko", past, keep=keep, half_life=100.0, now=0.0)


def contents(past: History, user: str = "u") -> list[str]:
    return [message.content for message in past.messages(user)[1:]]


def test_a_whole_turn_stays_as_generated() -> None:
    past = history()
    raw = '{"emotion":"joy","text":"그래"}'
    past.add("[neutral] 안녕", "그래", JOY, raw, complete=True)
    assert contents(past) == ["[neutral] 안녕", raw, "u"]


def test_a_cut_turn_keeps_what_was_heard() -> None:
    past = history()
    past.add("하나", "그래서 나는", JOY, encode("그래서 나는 갔어요.", JOY), complete=False)
    past.add("둘", "", JOY, "", complete=False)
    assert contents(past) == ["하나", encode("그래서 나는", JOY), "둘", encode(NOTHING_HEARD, JOY), "u"]


def test_unanswered_words_go_with_the_next_ones_once() -> None:
    past = history()
    past.carry("어제 학교에")
    past.carry("갔는데")
    assert past.render("친구를 만났어", 0.0) == "[neutral] 어제 학교에 갔는데 친구를 만났어"
    past.add("x", "그래", JOY, encode("그래", JOY), complete=True)
    assert past.render("응", 0.0) == "[neutral] 응"
    past.carry("가" * 5000)
    assert len(past.render("응", 0.0)) < 700


def test_the_mood_fades_and_is_stirred() -> None:
    past = history(PastTurn("u", encode("흥", Mood("angry", 0.8))))
    assert past.mood(0.0) == Mood("angry", 0.8)
    assert past.mood(100.0) == Mood("angry", 0.4)
    past.feel(Mood("sad", 0.9), 1000.0)
    assert past.mood(1000.0) == Mood("sad", 0.9)


def test_a_past_that_is_no_reply_has_no_mood() -> None:
    assert history(PastTurn("u", "not json")).mood(0.0) == NEUTRAL


def test_the_past_is_bounded() -> None:
    turns = [PastTurn(str(n), encode("응", JOY)) for n in range(100)]
    past = history(*turns, keep=3)
    assert len(contents(past)) == 7
    sizes = set()
    for n in range(20):
        past.add(str(n), "응", JOY, encode("응", JOY), complete=True)
        sizes.add(len(contents(past)))
    assert max(sizes) == 13 and min(sizes) == 7
    empty = history(*turns, keep=0)
    assert len(contents(empty)) == 1


def test_her_written_lines_stand_behind_the_words_and_follow_her_last_line() -> None:
    soup = Exchange("ko", ("배고파",), ((JOY, "죽 드릴까요?"),))
    more = Exchange("ko", ("응",), ((JOY, "여기요."),), frozenset({fold("죽 드릴까요?")}))
    past = History(character(), "ko", (), keep=4, half_life=100.0, now=0.0, reminder=Reminder(Recall([soup, more]), 2))
    first = past.render("배고파", 0.0, "ko")
    assert first == "[neutral] 배고파\n> 배고파\njoy 0.6\n죽 드릴까요?"
    assert past.render("응", 0.0) == "[neutral] 응"
    past.add(first, "죽 드릴까요?", JOY, encode("죽 드릴까요?", JOY), complete=True)
    assert past.render("응", 0.0).endswith("> 응\njoy 0.6\n여기요.")
    assert past.render("응", 0.0, "en") == "[neutral] 응"
    assert contents(past)[0] == first  # stays as it was, for the cached prefix


class Listener:
    """Answers with what it was told of the conversation."""

    def __init__(self) -> None:
        self.talk: list[tuple[str, str]] = []

    def answer(self, said: str, language: str, talk: Sequence[tuple[str, str]]) -> Known | None:
        self.talk = list(talk)
        return Known(said, JOY, f"{len(talk)}번째야") if said == "몇 번째지?" else None

    def fitting(
        self, said: str, language: str, talk: Sequence[tuple[str, str]], found: Sequence[Known]
    ) -> Sequence[Known]:
        return found[1:]


def test_what_she_was_told_comes_first_and_is_known_behind_the_past_that_is_shown() -> None:
    soup = Exchange("ko", ("배고파",), ((JOY, "죽 드릴까요?"),))
    listener = Listener()
    reminder = Reminder(Recall([soup]), 1, listener)
    past = History(character(), "ko", (), keep=1, half_life=100.0, now=0.0, reminder=reminder)
    assert past.render("배고파", 0.0) == "[neutral] 배고파"  # what does not fit is not said
    for number in range(6):
        rendered = past.render(f"나는 {number}", 0.0)
        past.add(rendered, "그래", JOY, encode("그래", JOY), complete=True)
    assert past.render("몇 번째지?", 0.0).endswith("> 몇 번째지?\njoy 0.6\n6번째야")
    assert listener.talk[0] == ("나는 0", "그래") and len(listener.talk) == 6
    past.go_back((PastTurn("[joy 0.6] 안녕\n> 하이\njoy 0.6\n어서 와", encode("어서 와", JOY)),), 0.0)
    past.render("응", 0.0)
    assert listener.talk == [("안녕", "어서 와")]
