"""Words of the windows: a Live2D model's expressions. The same keys in both languages. Pure."""

EN: dict[str, str] = {
    "live2d.title": "Expressions of {name}",
    "live2d.lead": "What she shows for each feeling. Move through the list and look at her; the guesses are often right.",
    "live2d.itself": "By itself: {name}",
    "live2d.house": "The house's face",
    "live2d.house_itself": "By itself: the house's face",
    "live2d.strength": "How strong",
    "live2d.talking": "She talks",
    "live2d.choose": "Expression for {feeling}",
    "live2d.guesses": "All by themselves",
    "live2d.save": "Save",
    "live2d.copy": "Copy the lines",
    "live2d.saved": "Saved in {file}.",
    "live2d.copied": "Copied. Paste the lines into her character.yaml.",
    "live2d.failed": "It could not be saved: {why}",
    "live2d.none": "This model has no expressions: she shows feelings with the house's face.",
}

KO: dict[str, str] = {
    "live2d.title": "{name}의 표정",
    "live2d.lead": "감정마다 어떤 표정을 보여 줄지 정해요. 목록을 옮겨 다니며 살펴보세요. 알아서 고른 표정도 대개 잘 맞아요.",
    "live2d.itself": "알아서: {name}",
    "live2d.house": "기본 얼굴",
    "live2d.house_itself": "알아서: 기본 얼굴",
    "live2d.strength": "세기",
    "live2d.talking": "말하는 모습",
    "live2d.choose": "{feeling}의 표정",
    "live2d.guesses": "모두 알아서",
    "live2d.save": "저장",
    "live2d.copy": "내용 복사",
    "live2d.saved": "{file}에 저장했어요.",
    "live2d.copied": "복사했어요. character.yaml에 붙여 넣어 주세요.",
    "live2d.failed": "저장하지 못했어요: {why}",
    "live2d.none": "이 모델에는 표정이 없어요. 감정은 기본 얼굴로 보여 줘요.",
}
