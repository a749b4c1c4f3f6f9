"""Real models without training: Whisper in CTranslate2 and Piper in ONNX, with weights that make them predictable.

The Whisper decoder here says a fixed sentence: each position's encoding is a direction of its own, and the row of the
output matrix that belongs to the word of that position points there. Attention and feed-forward layers are random and
small beside it, so every stage computes for real at the full cost of its size (`BASE` is Whisper base).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from trainer.starter.ears.tokens import (
    EOT,
    NO_SPEECH,
    SOT,
    SOT_LM,
    SOT_PREV,
    TRANSCRIBE,
    TRANSLATE,
    Tokens,
    language_id,
)


@dataclass(frozen=True)
class Shape:
    width: int
    heads: int
    encoder_layers: int
    decoder_layers: int


TINY = Shape(64, 2, 1, 1)
BASE = Shape(512, 8, 6, 6)
PROMPT = 4  # tokens before the first word: start, language, task, no timestamps


def whisper(
    folder: Path,
    says: str,
    *,
    shape: Shape = TINY,
    language: str = "ko",
    no_speech: float = 0.01,
    narrow: bool = False,
    ends: bool = True,
    hints: Sequence[str] = (),
    seed: int = 0,
) -> Path:
    """Write a multilingual Whisper model that hears `says` in every sound.

    language: what it detects. no_speech: that probability. narrow: a vocabulary like that of the starter ears.
    ends False: it says the sentence again and again and never comes to an end. hints: earlier text that it may be
    given, behind which it says the sentence too (where two of them overlap, the end of it).
    """
    from ctranslate2.specs import WhisperSpec

    tokens = Tokens(tuple(sorted({char for char in says if "가" <= char <= "힣"})))
    words = tokens.encode(says)
    positions = min(448, shape.width)
    begins = [PROMPT, *(PROMPT + 1 + len(tokens.encode(hint)) for hint in hints)]
    if max(begins) + len(words) >= positions:
        raise ValueError(f"{len(words)} tokens do not fit into a width of {shape.width}")
    script = [*words, EOT] if ends else (words * positions)[: positions - PROMPT]
    random = np.random.default_rng(seed)
    spec = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    _encoder(spec.encoder, shape, random)
    _decoder(spec.decoder, shape, random)
    table = np.zeros((len(tokens.vocabulary), shape.width), np.float32)
    said: dict[int, int] = {}
    for begin in begins:
        for index, token in enumerate(script):
            said.setdefault(begin - 1 + index, token)
    for position, token in said.items():
        table[token, position] = 3.0
    table[language_id(language), 0] = 3.0
    level = np.sqrt(shape.width) * (1 - 1 / shape.width)
    table[NO_SPEECH, 0] = 3.0 + np.log(no_speech / (1 - no_speech)) / level
    spec.decoder.projection.weight = table
    names = tokens.vocabulary if narrow else [name.replace("unused", "word") for name in tokens.vocabulary]
    spec.register_vocabulary(names)
    spec.config.suppress_ids = [TRANSLATE, TRANSCRIBE, SOT, SOT_LM, SOT_PREV, NO_SPEECH]
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [language_id("en"), language_id("ko")]
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    text = tokens.tokenizer_json()
    (folder / "tokenizer.json").write_text(text if narrow else text.replace("|unused", "|word"), encoding="utf-8")
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": 80}), encoding="utf-8")
    return folder


def _encoder(spec: Any, shape: Shape, random: np.random.Generator) -> None:
    for conv, inputs in ((spec.conv1, 80), (spec.conv2, shape.width)):
        conv.weight = _weights(random, shape.width, inputs, 3)
        conv.bias = np.zeros(shape.width, np.float32)
    spec.position_encodings.encodings = _weights(random, 1500, shape.width)
    _norm(spec.layer_norm, shape.width)
    for layer in spec.layer:
        _attention(layer.self_attention, shape.width, random, (3, 1))
        _feed_forward(layer.ffn, shape.width, random)


def _decoder(spec: Any, shape: Shape, random: np.random.Generator) -> None:
    spec.embeddings.weight = np.zeros((51_865, shape.width), np.float32)
    spec.scale_embeddings = False
    spec.position_encodings.encodings = np.eye(448, shape.width, dtype=np.float32) * 10.0
    _norm(spec.layer_norm, shape.width)
    for layer in spec.layer:
        _attention(layer.self_attention, shape.width, random, (3, 1))
        _attention(layer.attention, shape.width, random, (1, 2, 1))
        _feed_forward(layer.ffn, shape.width, random)


def _attention(spec: Any, width: int, random: np.random.Generator, parts: Sequence[int]) -> None:
    _norm(spec.layer_norm, width)
    for linear, count in zip(spec.linear, parts, strict=True):
        linear.weight = _weights(random, count * width, width)
        linear.bias = np.zeros(count * width, np.float32)


def _feed_forward(spec: Any, width: int, random: np.random.Generator) -> None:
    _norm(spec.layer_norm, width)
    for linear, (outputs, inputs) in ((spec.linear_0, (4 * width, width)), (spec.linear_1, (width, 4 * width))):
        linear.weight = _weights(random, outputs, inputs)
        linear.bias = np.zeros(outputs, np.float32)


def _norm(spec: Any, width: int) -> None:
    spec.gamma = np.ones(width, np.float32)
    spec.beta = np.zeros(width, np.float32)


def _weights(random: np.random.Generator, *shape: int) -> np.ndarray:
    """Small random weights: a layer adds little to what passes through it."""
    return np.asarray(random.normal(0.0, 0.1 / np.sqrt(np.prod(shape[1:])), shape), np.float32)


def piper(folder: Path, *, language: str = "en-us", aligned: bool = True, medium: bool = False) -> Path:
    """Write a Piper voice that hums: every phoneme id 70 ms (medium: 35) of 220 Hz, after 1,000 samples of silence.

    aligned False: without the output that says how long each phoneme is, and without the node to make it from.
    medium: with two convolutions that cost about what a medium voice costs.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    def constant(name: str, value: Any, kind: type = np.float32) -> Any:
        return numpy_helper.from_array(np.asarray(value, kind), name)

    round_up = "Ceil" if aligned else "Round"
    nodes = [
        helper.make_node("Cast", ["input"], ["ids"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["scales", "one"], ["length"]),
        helper.make_node("Mul", ["ids", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "frames"], ["even"]),
        helper.make_node("Mul", ["even", "length"], ["scaled"]),
        helper.make_node(round_up, ["scaled"], ["w_ceil"]),
        helper.make_node("ReduceSum", ["w_ceil"], ["total"], keepdims=0),
        helper.make_node("Mul", ["total", "hop"], ["samples"]),
        helper.make_node("Range", ["zero", "samples", "unit"], ["time"]),
        helper.make_node("Mul", ["time", "step"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["wave"]),
        helper.make_node("Sub", ["time", "lead"], ["late"]),
        helper.make_node("Clip", ["late", "zero", "level"], ["gate"]),
        helper.make_node("Mul", ["wave", "gate"], ["hum"]),
        helper.make_node("Unsqueeze", ["hum", "axes"], ["voice" if medium else "output"]),
    ]
    initial = [constant("zero", 0), constant("unit", 1), constant("one", 1, np.int64), constant("hop", 256)]
    initial += [constant("frames", 3 if medium else 6), constant("step", 2 * np.pi * 220 / 22_050)]
    initial += [constant("lead", 1_000), constant("level", 0.3), constant("axes", [0, 1], np.int64)]
    if medium:
        random = np.random.default_rng(0)
        nodes.append(helper.make_node("Identity", ["voice"], ["layer0"]))
        for layer, (outputs, inputs) in enumerate(((64, 1), (64, 64), (1, 64))):
            initial.append(constant(f"weight{layer}", random.normal(0, 1e-3, (outputs, inputs, 7))))
            ends = [f"layer{layer}", f"weight{layer}"], [f"layer{layer + 1}"]
            nodes.append(helper.make_node("Conv", *ends, pads=[3, 3]))
        nodes.append(helper.make_node("Add", ["voice", "layer3"], ["output"]))
    graph = helper.make_graph(
        nodes,
        "voice",
        [
            helper.make_tensor_value_info("input", TensorProto.INT64, [1, "phonemes"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        ],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "time"])],
        initializer=initial,
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "voice.onnx"
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    _piper_settings(path, language)
    return path


def _piper_settings(path: Path, language: str) -> None:
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    settings = {
        "audio": {"sample_rate": 22_050},
        "espeak": {"voice": language},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "num_symbols": 256,
        "num_speakers": 1,
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    }
    path.with_name(path.name + ".json").write_text(json.dumps(settings), encoding="utf-8")
