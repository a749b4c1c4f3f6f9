"""The stand-ins' vocabulary and voice cost what the real ones cost; the figures of the soak judge right."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import contract_cost, soak, stand_ins
from benchmarks.vocabulary import qwen_like
from companion.cli import bench_turns
from companion.engines.llm._native import NativeModel
from companion.voice.sentences import SentenceCutter
from tests.tiny_gguf import SPECIALS, WORDY, Shape, build
from tests.tiny_models import PROMPT

WIDE = Shape("qwen3", 32, 1, 2, 1, 16, 64, 30_000, 512)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> NativeModel:
    words, mute = qwen_like(WIDE.vocab)
    path = build(tmp_path_factory.mktemp("brain") / "wide.gguf", WIDE, words=words, mute=mute)
    return NativeModel(path, context=512, batch=64, threads=1)


def test_the_vocabulary_has_the_wanted_size_and_no_token_twice() -> None:
    (tokens, types, merges), mute = qwen_like(30_000)
    assert 10_000 < 30_000 - len(set(mute)) < 25_000 and tokens.index("<|im_end|>") in mute
    assert len(tokens) == len(types) == len(set(tokens)) == 30_000
    assert tuple(tokens[-len(SPECIALS) :]) == SPECIALS
    assert {left + right for left, right in (merge.split(" ") for merge in merges)} <= set(tokens)


def test_words_cost_as_many_tokens_as_real_ones(model: NativeModel) -> None:
    def cost(text: str) -> float:
        return len(model.tokenize(text)) / len(text.split())

    assert 1.5 < cost("나 오늘 학교에서 선생님한테 혼났어 그래서 정말 슬퍼") < 3.0
    assert 1.0 <= cost("I went to the park today and I met a very small dog.") < 1.7
    assert len(model.tokenize('{"emotion": "')) <= 4


def test_what_it_says_has_clauses_of_a_natural_length(model: NativeModel) -> None:
    model.evaluate(model.tokenize("Hello"))
    chain = model.chain(temperature=1.0, top_k=40, top_p=0.95, min_p=0.05, seed=3)
    lengths = []
    for _ in range(20):
        cutter, count, cut = SentenceCutter(), 0, False
        while not cut and count < 40:
            token = chain.sample()
            model.evaluate([token])
            count += 1
            cut = bool(cutter.feed(model.piece(token).decode("utf-8", "replace")))
        lengths.append(count)
        model.rewind(1)
        model.evaluate(model.tokenize(" so"))
    chain.close()
    assert 4 <= np.median(lengths) <= 12, lengths


def test_the_ears_say_one_token_for_each_sixth_of_a_second() -> None:
    turns = bench_turns.load(55)
    seconds = np.mean([turn.clip.ends - turn.clip.begins for turn in turns if turn.kind != "noise"])
    assert 0.5 < len(stand_ins.SENTENCE) / (seconds / 0.15) < 1.5
    assert len(stand_ins.SENTENCE) < 64 - PROMPT


def test_what_is_there_is_kept_and_a_broken_build_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    built = []

    def voice(path: Path) -> None:
        built.append(path.name)
        path.write_text("sound")
        path.with_name(path.name + ".json").write_text("{}")

    def fail(path: Path) -> None:
        path.write_text("half")
        raise RuntimeError("no memory")

    monkeypatch.setattr(stand_ins, "_voice", voice)
    monkeypatch.setattr(stand_ins, "_ears", lambda path: path.mkdir())
    monkeypatch.setattr(stand_ins, "_brain", fail)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            stand_ins.main([str(tmp_path)])
    assert len(built) == 1 and "already there" in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {
        "voice.onnx",
        "voice.onnx.json",
        "ears",
        "part-brain.gguf",
    }


def sample(seconds: float, rss: float, threads: int = 9, waiting: int = 0) -> soak.Sample:
    return soak.Sample(seconds, int(seconds), rss, rss / 2, threads, 20, waiting)


def test_the_soak_compares_after_warm_up_with_the_end() -> None:
    steady = [sample(t, 300 if t >= 300 else 200 + t / 3) for t in range(0, 1800, 20)]
    report = soak.judge(steady, 1800)
    assert report["steady"] and report["growth"] == 0.0 and report["minutes"] == 29.7
    assert not soak.judge([sample(t, 300 + t / 50) for t in range(0, 1800, 20)], 1800)["steady"]
    assert not soak.judge([sample(t, 300, threads=9 + t // 900) for t in range(0, 1800, 20)], 1800)["steady"]
    assert not soak.judge([sample(t, 300, waiting=9 * (t == 1000)) for t in range(0, 1800, 20)], 1800)["steady"]


def test_contract_cost_measures_both_ways(tmp_path: Path) -> None:
    figures = contract_cost.measure(build(tmp_path / "wordy.gguf", WORDY), 5, tmp_path)
    assert figures["replies"] >= 3
    assert figures["free_ms_per_token"] > 0 and figures["word_ms_per_token"] > 0
    assert -1 < figures["cost_of_object"] < 5
