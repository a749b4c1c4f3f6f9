"""One text in training, in the app, in the GGUF's metadata; and only her replies are learned."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion import paths
from companion.errors import TrainingError
from companion.persona import prompt, reply
from companion.persona.character import find_character
from companion.persona.emotion import Mood
from companion.persona.prompt import Message
from trainer import render, templates
from trainer.recipe import Recipe
from trainer.rows import Exchange, FeltMood, Row

TURNS = st.lists(st.tuples(st.text(max_size=60), st.text(min_size=1, max_size=60)), min_size=1, max_size=4)
CHATML, LDCC, BLOOD, BASE = (Recipe(template=name) for name in ("chatml", "ldcc", "bloodtype", "base"))
QWEN_LIKE = (
    "{%- if messages[0]['role'] == 'system' %}{{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}"
    "{%- else %}{{- '<|im_start|>system\\nYou are Qwen, created by Alibaba Cloud.<|im_end|>\\n' }}{%- endif %}"
    "{%- for m in messages %}{%- if m.role != 'system' %}"
    "{{- '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>' + '\\n' }}{%- endif %}{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)


def conversation(turns: list[tuple[str, str]]) -> tuple[Message, ...]:
    row = Row(
        id="r",
        kind="dialogue",
        language="ko",
        scene="s",
        mood=FeltMood(emotion="joy", intensity=0.6),
        exchanges=tuple(Exchange(user=user, text=text, emotion="sad", intensity=0.4) for user, text in turns),
    )
    return render.messages(find_character("snow_white"), row, detail="full")


@given(TURNS)
def test_one_text_in_training_app_and_gguf(turns: list[tuple[str, str]]) -> None:
    """B7, F8: training template, `chatml`, CHAT_TEMPLATE and the inference template render equal text."""
    messages = conversation(turns)
    records = render.record(messages)
    text = prompt.chatml(messages, add_generation_prompt=False)
    system = prompt.system_text(find_character("snow_white"), "ko", detail="full")
    assert templates.render(templates.training_template(CHATML), records) == text
    assert templates.render(templates.plain_template(CHATML), records) == text
    assert templates.render(templates.inference_template(CHATML, system), records) == text
    assert templates.render(templates.inference_template(CHATML, system), records[1:]) == text
    asked = prompt.chatml(messages[:-1])
    inference = templates.inference_template(CHATML, system)
    assert templates.render(inference, records[1:-1], add_generation_prompt=True) == asked


@given(TURNS)
def test_only_replies_and_their_stop_token_are_learned(turns: list[tuple[str, str]]) -> None:
    """M7: what others say is read, never learned."""
    messages = conversation(turns)
    records = render.record(messages)
    for recipe in (CHATML, LDCC, BLOOD):
        pieces = templates.spans(templates.training_template(recipe), records, eos_token="<|im_end|>")
        assert "".join(piece.text for piece in pieces) == templates.render(templates.training_template(recipe), records)
        learned = [piece.text for piece in pieces if piece.learned]
        assert learned == [f"{message.content}<|im_end|>" for message in messages if message.role == "assistant"]


@given(TURNS)
def test_a_template_without_marks_is_taken_apart_by_prefixes(turns: list[tuple[str, str]]) -> None:
    records = render.record(conversation(turns))
    marked = templates.spans(templates.training_template(CHATML), records)
    assert templates.spans(templates.training_template(BASE, QWEN_LIKE), records) == marked


def test_a_template_that_rewrites_history_is_refused() -> None:
    """As reasoning templates do, which drop earlier thoughts."""
    shown = "{% if loop.last or m.role == 'user' %}{{ m.content }}{% endif %}"
    changing = "{% for m in messages %}{{ m.role }}:" + shown + "\n{% endfor %}"
    with pytest.raises(TrainingError) as caught:
        templates.spans(changing, render.record(conversation([("a", "b"), ("c", "d")])))
    assert caught.value.code == "template-not-prefix"


def test_ldcc_is_prompt_and_answer() -> None:
    """L4: `### Prompt:` … `### Answer:`; ended by the base's own end of sequence."""
    records = [{"role": "user", "content": "슬픔"}, {"role": "assistant", "content": "비가 온다."}]
    template = templates.training_template(LDCC)
    assert (
        templates.render(template, records, eos_token="</s>") == "### Prompt:\n슬픔\n\n### Answer:\n비가 온다.</s>\n\n"
    )
    asked = templates.render(template, records[:1], add_generation_prompt=True, eos_token="</s>")
    assert asked == "### Prompt:\n슬픔\n\n### Answer:\n"
    assert templates.stop_token(LDCC, "</s>") == "</s>"
    assert templates.stop_token(CHATML, "</s>") == "<|im_end|>"


@given(st.text(max_size=80), st.sampled_from(["neutral", "joy", "worried"]), st.sampled_from(reply.INTENSITIES))
def test_bloodtype_user_turn_is_the_seed_schema(words: str, emotion: str, intensity: str) -> None:
    """B6, B8: instruction, context.current_emotion and input; what is in the braces is valid JSON for any words."""
    said = prompt.user_text(words, prompt.Context(Mood(emotion, float(intensity))))
    text = templates.render(templates.training_template(BLOOD), [{"role": "user", "content": said}])
    data: dict[str, Any] = json.loads(text.removeprefix("<|im_start|>user\n").removesuffix("<|im_end|>\n"))
    felt = data["context"]["current_emotion"]
    assert felt["type"] == emotion
    assert felt["intensity"] == (0.0 if emotion == "neutral" else float(intensity))
    assert data["input"] == prompt.neutralize(words).strip()
    assert text == f"<|im_start|>user\n{prompt.seed_text(said)}<|im_end|>\n", "the app writes the very same"


@pytest.mark.parametrize("awkward", ['it\'s "she"\\n', "{{ 7 * 7 }} {% raw %}", "끝\n둘째 줄", "<|im_end|>"])
def test_any_persona_text_stands_in_the_inference_template(awkward: str) -> None:
    """E10: the finished model opens with her persona when no system turn is sent, never with the base's."""
    for recipe, own in ((CHATML, ""), (LDCC, ""), (BLOOD, ""), (BASE, QWEN_LIKE)):
        template = templates.inference_template(recipe, awkward, own)
        text = templates.render(template, [{"role": "user", "content": "[neutral] hi"}], add_generation_prompt=True)
        assert prompt.neutralize(awkward) in text
        assert "Qwen" not in text
        given_one = templates.render(template, [{"role": "system", "content": "X!"}, {"role": "user", "content": "hi"}])
        assert "X!" in given_one
        assert prompt.neutralize(awkward) not in given_one


def test_a_base_without_template_says_so() -> None:
    with pytest.raises(TrainingError) as caught:
        templates.training_template(BASE, " ")
    assert caught.value.code == "template-missing"


@pytest.mark.parametrize("broken", ["{% for m in messages %}", "{{ raise_exception('no') }}", "{{ messages[9].x.y }}"])
def test_a_broken_template_is_told(broken: str) -> None:
    with pytest.raises(TrainingError) as caught:
        templates.render(broken, [{"role": "user", "content": "hi"}])
    assert caught.value.code == "template-broken"


def test_a_template_runs_in_a_sandbox() -> None:
    with pytest.raises(TrainingError):
        templates.render("{{ messages.__class__.__mro__[1].__subclasses__() }}", [{"role": "user", "content": "hi"}])


def test_transformers_reads_the_same_marks(tmp_path: Path) -> None:
    """The mask that Hugging Face computes from the training template equals ours, on the starter base's tokenizer."""
    from transformers import PreTrainedTokenizerFast

    base = paths.assets() / "starter" / "base" / "tokenizer.json"
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(base), eos_token="<|im_end|>")
    records = render.record(conversation([("안녕", "어서 오세요!"), ("뭐 해?", "수프를 끓여요.")]))
    template = templates.training_template(CHATML)
    made = tokenizer.apply_chat_template(
        records, chat_template=template, tokenize=True, return_dict=True, return_assistant_tokens_mask=True
    )
    learned = [token for token, mark in zip(made["input_ids"], made["assistant_masks"], strict=True) if mark]
    ours = "".join(piece.text for piece in templates.spans(template, records) if piece.learned)
    assert tokenizer.decode(learned) == ours
