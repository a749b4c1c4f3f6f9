"""Tokenizer, network, training and export on toys that a second suffices for."""

import json
import math
import random
from pathlib import Path
from typing import Any

import pytest
import torch

from companion.errors import TrainingError
from trainer.convert.names import gguf_name
from trainer.starter import cast
from trainer.starter.brain import export, network, tokens, train, verify
from trainer.starter.brain.expand import Expander, lexicon, pieces
from trainer.starter.brain.speak import GREEDY, Sampling, Speaker, choose

VOCAB = 700


class Toy:
    """An expander and a small tokenizer, made once."""

    def __init__(self, folder: Path, expander: Expander) -> None:
        self.expander = expander
        self.tokenizer: Any = tokens.train(lexicon(self.expander, cast.characters(), 1, 40), VOCAB)
        self.file = folder / "tokenizer.json"
        self.tokenizer.save(str(self.file))
        self.shape = network.Shape(vocab=VOCAB, hidden=64, layers=2, heads=2, kv_heads=1, head_dim=32, ffn=96)

    def plan(self, steps: int, keep_every: int = 2) -> train.Plan:
        return train.Plan(steps=steps, batch=1024, longest=512, keep_every=keep_every)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory, expander: Expander) -> Toy:
    return Toy(tmp_path_factory.mktemp("toy"), expander)


def test_pieces_and_whole_text_have_the_same_ids(toy: Toy) -> None:
    rng = random.Random(4)
    for _ in range(60):
        assert tokens.seams(toy.tokenizer, list(pieces(toy.expander.conversation(rng, 5))))
    ids, learn = tokens.encode(toy.tokenizer, [tokens.Piece("Hi", False), tokens.Piece("안녕", True)])
    assert learn.index(True) > 0 and learn[-1] and len(ids) == len(learn)


def test_a_torn_question_is_the_same_text_and_only_questions_are_torn(toy: Toy) -> None:
    rng = random.Random(9)
    torn = 0
    for _ in range(40):
        for piece in pieces(toy.expander.conversation(rng, 4)):
            parts = tokens.torn(piece, rng)
            assert "".join(part.text for part in parts) == piece.text
            assert parts[-1].label == piece.label and not any(part.label for part in parts[:-1])
            assert {(part.learn, part.part) for part in parts} == {(piece.learn, piece.part)}
            assert len(parts) == 1 or piece.text.startswith("<|im_start|>user\n[")
            torn += len(parts) > 1
    assert torn > 30


def test_the_tokenizer_composes_and_loses_nothing(toy: Toy) -> None:
    for text in verify.HARD:
        back = toy.tokenizer.decode(toy.tokenizer.encode(text).ids)
        assert back == text
    assert toy.tokenizer.encode("각").ids == toy.tokenizer.encode("각").ids


def test_too_few_texts_are_refused() -> None:
    with pytest.raises(TrainingError, match="tokens of 5000"):
        tokens.train(["안녕", "Hello"], 5000)


@pytest.mark.slow
def test_the_network_is_qwen3_as_transformers_computes_it(toy: Toy) -> None:
    import transformers

    weights = network.initial(toy.shape, 3)
    settings = toy.shape.hugging_face()
    model = transformers.Qwen3ForCausalLM(transformers.Qwen3Config(**settings)).eval()
    state = {**weights, "lm_head.weight": weights["model.embed_tokens.weight"]}
    model.load_state_dict(state)
    ids = torch.randint(0, VOCAB, (2, 37), generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        theirs = model(ids).logits
        ours = network.logits(weights, network.hidden_states(weights, toy.shape, ids))
    assert torch.allclose(ours, theirs, atol=1e-4)
    assert toy.shape.parameters() == sum(weight.numel() for weight in weights.values())


def test_learning_lowers_the_loss(toy: Toy, tmp_path: Path) -> None:
    lines: list[str] = []
    learnt = train.run(toy.expander, toy.tokenizer, toy.shape, toy.plan(8), tmp_path, lines.append)
    given = train.rows(toy.expander, toy.tokenizer, toy.plan(8), 99)
    blank = train.beginning(toy.expander, toy.shape, 1)
    assert set(learnt) == set(blank) - {train.ABOUT}
    with torch.inference_mode():
        before, about = train.loss_of(blank, toy.shape, given)
        after, _ = train.loss_of({**learnt, train.ABOUT: blank[train.ABOUT]}, toy.shape, given)
    assert after < before
    assert float(about) == pytest.approx(math.log(len(toy.expander.labels())), rel=1e-4)
    assert "step 8/8 loss" in lines[-1]


def test_a_resumed_run_equals_an_uninterrupted_one(toy: Toy, tmp_path: Path) -> None:
    plan = toy.plan(6, keep_every=4)
    whole = train.run(toy.expander, toy.tokenizer, toy.shape, plan, tmp_path, lambda line: None)
    assert json.loads((tmp_path / "checkpoint.json").read_text())["step"] == 4
    lines: list[str] = []
    resumed = train.run(toy.expander, toy.tokenizer, toy.shape, plan, tmp_path, lines.append, resume=True)
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


def test_rows_have_one_length_and_follow_from_seed_and_step(toy: Toy) -> None:
    plan = train.Plan(steps=40, batch=1024, longest=512)
    assert train.rows(toy.expander, toy.tokenizer, plan, 5) == train.rows(toy.expander, toy.tokenizer, plan, 5)
    every = [train.rows(toy.expander, toy.tokenizer, plan, step) for step in range(40)]
    assert every[5].ids != every[6].ids
    for given in every:
        assert [len(row) for row in given.ids] == [512, 512] == [len(row) for row in given.learn]
        assert 0.08 < sum(sum(row) for row in given.learn) / 1024 < 0.7
    apart = [given.parts is not None for given in every]
    assert sum(apart[:20]) > sum(apart[20:]) > 0


def test_each_turn_is_labelled_before_her_words(toy: Toy) -> None:
    labels = toy.expander.labels()
    conversation = toy.expander.conversation(random.Random(5), 6)
    row = list(pieces(conversation))
    ids, _ = tokens.encode(toy.tokenizer, row)
    _, numbers = tokens.marks(toy.tokenizer, row, labels)
    expected = [labels[turn.label] for turn in conversation.turns for _ in range(2)]
    assert [number for number in numbers if number >= 0] == expected
    text_starts = [at for at, number in enumerate(numbers) if number >= 0][1::2]
    assert all(toy.tokenizer.decode([ids[at]]).endswith('"') for at in text_starts)


def test_a_stretch_that_stands_apart_is_read_as_if_it_were_alone(toy: Toy) -> None:
    weights = network.initial(toy.shape, 2)
    row = list(pieces(toy.expander.conversation(random.Random(3), 6, apart=True)))
    ids, _ = tokens.encode(toy.tokenizer, row)
    parts, _ = tokens.marks(toy.tokenizer, row, toy.expander.labels())
    assert parts == sorted(parts) and max(parts) >= 2
    with torch.inference_mode():
        together = network.hidden_states(weights, toy.shape, torch.tensor([ids]), torch.tensor([parts]))[0]
        for part in range(1, max(parts) + 1):
            places = [at for at, where in enumerate(parts) if where in (0, part)]
            alone = network.hidden_states(weights, toy.shape, torch.tensor([[ids[at] for at in places]]))[0]
            assert torch.allclose(together[places], alone, atol=1e-4)


def test_the_rate_warms_up_stays_and_falls_to_zero() -> None:
    plan = train.Plan(steps=1000)
    rates = [plan.at(step) for step in range(1000)]
    assert rates[0] < rates[20] < rates[40] == plan.rate == rates[600]
    assert rates[600] > rates[800] > rates[999] > 0
    assert plan.at(1000) == 0


def test_a_checkpoint_of_another_network_is_refused(toy: Toy, tmp_path: Path) -> None:
    train.run(toy.expander, toy.tokenizer, toy.shape, toy.plan(2), tmp_path, lambda line: None)
    other = network.Shape(vocab=VOCAB, hidden=64, layers=1, heads=2, kv_heads=1, head_dim=32, ffn=96)
    with pytest.raises(TrainingError, match="another network"):
        train.run(toy.expander, toy.tokenizer, other, toy.plan(2), tmp_path, lambda line: None, resume=True)


def test_a_missing_tokenizer_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"tokenizer\.json does not exist"):
        tokens.load(tmp_path / "tokenizer.json")


@pytest.mark.parametrize("kind", ["f32", "q8_0"])
def test_the_gguf_is_the_network(toy: Toy, tmp_path: Path, kind: export.Kind) -> None:
    weights = network.initial(toy.shape, 5)
    target = tmp_path / "toy.gguf"
    export.write(weights, toy.shape, toy.file, target, kind=kind, name="toy")
    found = verify.parity(weights, toy.shape, toy.tokenizer, toy.expander, target, 5)
    assert found.ids == found.ids_of == 5 + len(verify.HARD)
    assert kind == "q8_0" or (found.next_token == 5 and found.gap < 0.01)
    assert not list(tmp_path.glob("*.part"))


def test_the_gguf_carries_template_and_control_tokens(toy: Toy, tmp_path: Path) -> None:
    import gguf

    from companion.persona.prompt import CHAT_TEMPLATE

    target = tmp_path / "toy.gguf"
    export.write(network.initial(toy.shape, 5), toy.shape, toy.file, target, kind="q8_0", name="toy")
    fields = gguf.GGUFReader(target).fields
    assert fields["tokenizer.chat_template"].contents() == CHAT_TEMPLATE
    assert fields["tokenizer.ggml.pre"].contents() == "qwen2"
    assert fields["general.architecture"].contents() == "qwen3"
    listed = fields["tokenizer.ggml.tokens"].contents()
    assert listed[fields["tokenizer.ggml.eos_token_id"].contents()] == "<|im_end|>"


def test_a_stranger_among_the_tensors_is_refused() -> None:
    assert gguf_name("model.layers.7.mlp.up_proj.weight") == "blk.7.ffn_up.weight"
    with pytest.raises(TrainingError, match="no place for the tensor"):
        gguf_name("model.layers.0.self_attn.q_proj.bias.weight")


def test_a_speaker_always_gives_a_valid_reply(toy: Toy, tmp_path: Path) -> None:
    target = tmp_path / "toy.gguf"
    export.write(network.initial(toy.shape, 5), toy.shape, toy.file, target, kind="f32", name="toy")
    from companion.persona.prompt import Message
    from companion.persona.reply import decode

    speaker = Speaker(target, context=512)
    try:
        for order in ("emotion_first", "text_first"):
            messages = (Message("system", "You are Ruby."), Message("user", "[neutral] Hi"))
            for seed in range(4):
                said = speaker.reply(
                    messages,
                    random.Random(seed),
                    Sampling(temperature=1.5, top_k=0, min_p=0.0, top_p=1.0, max_tokens=20),
                    emotions=("joy", "sad"),
                    order="text_first" if order == "text_first" else "emotion_first",
                )
                assert decode(said.raw) == (said.text, said.mood)
                assert said.mood.emotion in ("joy", "sad")
    finally:
        speaker.close()


def test_sampling_keeps_to_its_limits() -> None:
    import numpy as np

    logits = np.array([5.0, 4.9, 1.0, -9.0], dtype=np.float32)
    rng = random.Random(1)
    assert choose(logits, set(), rng, GREEDY) == 0
    assert choose(logits, {0}, rng, Sampling(temperature=0.0, repeat_penalty=1.2)) == 1
    assert {choose(logits, set(), rng, Sampling(top_k=1)) for _ in range(20)} == {0}
    assert {choose(logits, set(), rng, Sampling(top_k=0, min_p=0.5, top_p=1.0)) for _ in range(60)} == {0, 1}
