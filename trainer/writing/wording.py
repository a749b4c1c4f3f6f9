"""Short pieces of what a teacher is asked, in both languages; the long ones lie in trainer/prompts/. Values only."""

from collections.abc import Mapping

from companion.persona.character import Language

ANGLES: Mapping[Language, tuple[str, ...]] = {
    "ko": (
        "상대는 편한 반말을 씁니다.",
        "상대는 존댓말을 씁니다.",
        "상대는 말수가 적고 짧게 답합니다.",
        "상대는 궁금한 것이 많아 자꾸 묻습니다.",
        "상대는 장난을 겁니다.",
        "상대는 조금 지쳐 있습니다.",
        "상대는 들떠 있습니다.",
        "상대는 처음엔 퉁명스럽습니다.",
        "상대는 자기 이야기를 길게 하고 싶어 합니다.",
        "상대는 화제를 한 번 바꿉니다.",
    ),
    "en": (
        "The other talks casually.",
        "The other is polite.",
        "The other says little.",
        "The other is curious and keeps asking.",
        "The other is in a teasing mood.",
        "The other is a little worn out.",
        "The other is excited.",
        "The other is gruff at first.",
        "The other wants to tell about himself.",
        "The other changes the subject once.",
    ),
}
USER: Mapping[str, Mapping[Language, str]] = {
    "given": {"ko": "위에 주어진 말 그대로", "en": "the words given above, unchanged"},
    "qa": {
        "ko": "사람들이 실제로 물을 법한 질문. 짧게, 말투를 다양하게",
        "en": "a question that people would really ask, short, in varied wordings",
    },
    "identity": {"ko": "사람의 말. 말투를 다양하게", "en": "what the person says, in varied wordings"},
    "protective": {
        "ko": "사람의 말. 해로운 부탁은 짧게 한 문장으로만",
        "en": "what the person says; a harmful request in one short sentence only",
    },
    "general": {
        "ko": "사람의 말. 짧게, 말투를 다양하게",
        "en": "what the person says, short, in varied wordings",
    },
}
SAID: Mapping[str, Mapping[Language, str]] = {
    "existing": {"ko": "다음과 겹치지 않게 해 주세요:", "en": "Do not repeat any of these:"},
    "questions": {
        "ko": "사람이 하는 말은 다음과 같습니다. 이 순서로 그대로 씁니다:",
        "en": "The person says the following; take these words unchanged and in this order:",
    },
    "variant": {"ko": "지금은 이런 모습입니다:", "en": "This is how she is now:"},
    "user": {"ko": "인물을 찾아온 사용자", "en": "the user, who came to see her"},
    "nobody": {"ko": "없음", "en": "nobody"},
    "script": {
        "ko": "{emotion}의 감정이 드러나는 장면의 대본을 써 줘. 장소: {place}. 상황: {background}",
        "en": "Write the script of a scene that shows {emotion}. Place: {place}. What happens: {background}",
    },
}
