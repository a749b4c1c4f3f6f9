"""Very long utterances, and voices that come while the words of the last one are still awaited."""

from companion.voice import signals as sig
from companion.voice.types import Failed, Interrupted, Notice, State, Transcript
from tests.fakes import FakeReply
from tests.voice.room import Room


def test_an_endless_sentence_keeps_all_its_words() -> None:
    room = Room("우와.")
    parts = [f"이야기 {number}번째" for number in range(12)]
    for part in parts:
        room.speak(part, 6.0)
    room.until(lambda: bool(room.of(Transcript)))
    assert len(room.of(Transcript)) == 1 and not room.of(Interrupted)
    heard = room.of(Transcript)[0].text
    assert [part for part in parts if part not in heard] == []
    room.speaking()


def test_slow_ears_lose_nothing_of_an_endless_sentence() -> None:
    room = Room("우와.")
    room.ears.delay = 3.0
    room.speak("첫째 이야기", 25.5)
    room.speak("둘째 이야기", 1.0)
    room.quiet(1.0)
    room.until(lambda: bool(room.of(Transcript)))
    text = room.of(Transcript)[0].text
    assert text.startswith("첫째 이야기") and text.endswith("둘째 이야기")


def test_a_television_does_not_fill_the_memory() -> None:
    room = Room("시끄러워요.")
    for number in range(60):
        room.speak(f"뉴스를 말씀드리겠습니다 오늘의 소식 {number} 가나다라마바사아자차카타파하", 5.0)
    assert room.talk.listening.recorder.depth() < 900
    assert all(len(event.text) < 2500 for event in room.of(Transcript))


def test_a_click_while_the_words_are_awaited_does_not_lose_them() -> None:
    room = Room("네.")
    room.ears.delay = 1.0
    room.speak("오늘 날씨 어때요", 0.6)
    room.quiet(0.7)
    room.speak("딱", 0.08)
    room.until(lambda: bool(room.of(Transcript)))
    assert room.of(Transcript)[0].text == "오늘 날씨 어때요"
    assert len(room.ears.heard) == 1


def test_going_on_while_the_words_are_awaited_joins_both() -> None:
    room = Room("네.")
    room.ears.delay = 1.2
    room.speak("어제 학교에 갔어요", 0.6)
    room.quiet(0.7)
    room.speak("그리고 놀았어요", 0.6)
    room.until(lambda: bool(room.of(Transcript)), 10.0)
    assert room.of(Transcript)[0].text == "어제 학교에 갔어요 그리고 놀았어요"


def test_a_voice_that_begins_just_before_the_commit_is_a_new_utterance() -> None:
    room = Room(FakeReply("네.", first_delay=2.0), "그래요.")
    room.ears.delay = 0.768
    room.speak("어제 학교에 갔어요", 0.608)
    room.quiet(0.768)
    room.speak("그런데 말이에요 참 좋았어요", 0.8)
    room.until(lambda: len(room.of(Transcript)) == 2, 10.0)
    joined = " ".join(event.text for event in room.of(Transcript))
    assert "어제 학교에 갔어요" in joined and "참 좋았어요" in joined
    room.until(lambda: room.talk.state is State.LISTENING, 10.0)


def test_ears_that_never_answer_are_given_up() -> None:
    room = Room("네.")
    room.ears.delay = 1000.0
    room.speak("오늘 날씨 어때요", 0.6)
    room.until(lambda: bool(room.of(Failed)), 40.0)
    assert room.of(Failed)[0].error.code == "ears-stalled" and room.talk.state is State.LISTENING
    room.ears.delay = 0.05
    room.speak("이제 들려요", 0.6)
    room.until(lambda: bool(room.of(Transcript)))


def test_her_own_echo_holds_her_at_most_twice_in_a_turn() -> None:
    story = "깊은 숲 속에 작은 집이 하나 있었어요 그 집에는 일곱 난쟁이가 살고 있었답니다 그리고 저도 거기 있었지요."
    room = Room(FakeReply(story, delay=0.001))
    room.echo = "cancelled"
    room.send(sig.Submitted("얘기해 줘"))
    room.speaking()
    for _ in range(4):
        room.speak("작은 집이 하나", 0.5)
        room.quiet(0.5)
    assert len([what for what, _ in room.speaker.journal if what == "pause"]) == 2
    assert not room.of(Interrupted) and not room.of(Notice)
