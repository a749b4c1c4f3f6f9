"""Which tokens are learned."""

from typing import Any

import pytest

from companion import paths
from companion.errors import TrainingError
from companion.persona import prompt, reply
from tests.trainer.training import material
from trainer import render, templates
from trainer.recipe import Recipe
from trainer.training import tokens
from trainer.training.examples import Conversation

pytestmark = material.LIBRARIES
CHATML = Recipe()


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(paths.assets() / "starter" / "base")


def merging(pieces: list[str]) -> Any:
    """A byte-level tokenizer in which these texts are single tokens."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split("\n", "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    made.train_from_iterator([piece for piece in pieces for _ in range(50)], trainer)
    made.add_special_tokens([AddedToken(token, special=True) for token in ("<|im_start|>", "<|im_end|>")])
    return PreTrainedTokenizerFast(tokenizer_object=made, eos_token="<|im_end|>")


def conversation(number: int = 1) -> Conversation:
    messages = render.messages(material.character(), material.rows(12)[number], detail="short")
    return Conversation("r", tuple(render.record(messages)))


class TestMask:
    def test_it_decodes_to_the_replies_and_their_stop_token_only(self, tokenizer: Any) -> None:
        """M7, §9: loss on her words alone, and on the token that ends them."""
        one = conversation()
        encoded = tokens.encode(tokenizer, templates.training_template(CHATML), one, 4096)
        learned = tokenizer.decode([label for label in encoded.labels if label != tokens.IGNORED])
        replies = [part["content"] for part in one.messages if part["role"] == "assistant"]
        assert len(replies) == 2
        assert learned == "".join(reply + "<|im_end|>" for reply in replies)
        assert not encoded.cut

    def test_the_ids_are_those_of_the_text_that_the_app_sends(self, tokenizer: Any) -> None:
        """Fact 1 of the research: the same text, the same ids, in training and in use."""
        for number in range(12):
            one = conversation(number)
            encoded = tokens.encode(tokenizer, templates.training_template(CHATML), one, 4096)
            messages = [prompt.Message(part["role"], part["content"]) for part in one.messages]  # type: ignore[arg-type]
            text = prompt.chatml(messages, add_generation_prompt=False)
            assert list(encoded.ids) == tokenizer(text, add_special_tokens=False)["input_ids"]

    def test_no_token_reaches_over_the_end_of_her_words(self) -> None:
        """With a large vocabulary `."}` is one token; the app feeds the end, so it must not be learned as one."""
        greedy = merging(['."}', '."}<', '": "'])
        assert len(greedy('."}', add_special_tokens=False)["input_ids"]) == 1
        one = conversation()
        encoded = tokens.encode(greedy, templates.training_template(CHATML), one, 4096)
        raw = one.messages[-1]["content"]
        parts = reply.cut(raw)
        assert len(parts) == 7 and "".join(parts) == raw
        said = [token for part in parts for token in greedy(part, add_special_tokens=False)["input_ids"]]
        end = greedy("<|im_end|>", add_special_tokens=False)["input_ids"]
        learned = [label for label in encoded.labels if label != tokens.IGNORED]
        assert learned[-len(said) - len(end) :] == said + end

    @pytest.mark.parametrize("name", ["ldcc", "bloodtype"])
    def test_other_templates(self, tokenizer: Any, name: str) -> None:
        """L4, B8."""
        one = conversation()
        recipe = Recipe.model_validate({"template": name})
        encoded = tokens.encode(tokenizer, templates.training_template(recipe), one, 4096)
        learned = tokenizer.decode([label for label in encoded.labels if label != tokens.IGNORED])
        replies = [part["content"] for part in one.messages if part["role"] == "assistant"]
        assert learned == "".join(reply + tokenizer.eos_token for reply in replies)

    def test_all_of_it_where_the_recipe_says_so(self, tokenizer: Any) -> None:
        template = templates.training_template(CHATML)
        encoded = tokens.encode(tokenizer, template, conversation(), 4096, only_replies=False)
        assert encoded.labels == encoded.ids

    def test_a_base_that_begins_with_a_token_of_its_own_gets_it_once(self, tokenizer: Any) -> None:
        """Llama 2's <s>: its tokenizer adds it, unless the template wrote it already."""
        from tokenizers.processors import TemplateProcessing
        from transformers import AutoTokenizer

        other = AutoTokenizer.from_pretrained(paths.assets() / "starter" / "base", bos_token="<|endoftext|>")
        other.backend_tokenizer.post_processor = TemplateProcessing(
            single="<|endoftext|> $A", special_tokens=[("<|endoftext|>", other.bos_token_id)]
        )
        template = templates.training_template(CHATML)
        plain = tokens.encode(tokenizer, template, conversation(), 4096)
        added = tokens.encode(other, template, conversation(), 4096)
        written = tokens.encode(other, "{{ bos_token }}" + template, conversation(), 4096)
        assert added.ids == written.ids == (other.bos_token_id, *plain.ids)
        assert added.labels == (tokens.IGNORED, *plain.labels)


class TestLength:
    def test_what_is_cut_is_counted(self, tokenizer: Any) -> None:
        rows = [conversation(number) for number in range(4)]
        template = templates.training_template(CHATML)
        whole = tokens.encode_all(tokenizer, template, rows, 4096, only_replies=True)
        assert (whole.truncated, whole.empty) == (0, 0)
        longest = max(len(row.ids) for row in whole.rows)
        cut = tokens.encode_all(tokenizer, template, rows, longest - 2, only_replies=True)
        assert cut.truncated >= 1 and max(len(row.ids) for row in cut.rows) == longest - 2
        assert cut.tokens < whole.tokens

    def test_rows_whose_replies_are_cut_off_are_left_out(self, tokenizer: Any) -> None:
        rows = [
            conversation(0),
            Conversation("long", ({"role": "user", "content": "가" * 3000}, *conversation(0).messages)),
        ]
        found = tokens.encode_all(tokenizer, templates.training_template(CHATML), rows, 500, only_replies=True)
        assert (len(found.rows), found.truncated, found.empty) == (1, 1, 1)

    def test_a_slow_tokenizer_is_named(self) -> None:
        class Slow:
            is_fast = False
            eos_token = "<|im_end|>"
            bos_token = None

        with pytest.raises(TrainingError) as caught:
            tokens.encode(Slow(), templates.training_template(CHATML), conversation(), 100)
        assert caught.value.code == "tokenizer-slow"
