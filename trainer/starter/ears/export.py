"""Checkpoint -> the folder that faster-whisper loads: CTranslate2 int8, tokenizer, settings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from companion.errors import TrainingError
from companion.known_sentences import Known
from trainer.starter.ears.model import (
    POSITIONS,
    CrossAttention,
    Ears,
    FeedForward,
    SelfAttention,
    Shape,
    sinusoids,
)
from trainer.starter.ears.text import fingerprint, load_sentences
from trainer.starter.ears.tokens import (
    NO_SPEECH,
    SOT,
    SOT_LM,
    SOT_PREV,
    TRANSCRIBE,
    TRANSLATE,
    VOCABULARY,
    Tokens,
    language_id,
)


def export(checkpoint: Path, out: Path) -> dict[str, Any]:
    """Write the averaged weights of ``checkpoint`` to ``out``; returns seed, data hash, sentences and steps.

    Raises TrainingError when the sentences are no longer those of the checkpoint.
    """
    saved = torch.load(checkpoint, weights_only=True)
    sentences = load_sentences()
    if saved["data"] != fingerprint(sentences):
        raise TrainingError(
            f"The sentences have changed since {checkpoint} was trained.",
            code="ears-other-sentences",
            hint="Go on with it: python -m trainer.starter.ears.build --resume",
        )
    tokens = Tokens(tuple(saved["syllables"]))
    model = Ears(Shape(**saved["shape"]))
    averaged = {name.removeprefix("module."): value for name, value in saved["average"].items() if name != "n_averaged"}
    model.load_state_dict(averaged)
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    _save_model(model.eval(), tokens, fresh)
    tokens.save(fresh)
    known = "".join(f"{saying.transcript}\n" for listed in sentences.values() for saying in listed)
    (fresh / Known.NAME).write_text(known, encoding="utf-8")
    extractor = {
        "feature_size": 80,
        "sampling_rate": 16_000,
        "hop_length": 160,
        "chunk_length": 30,
        "n_fft": 400,
    }
    (fresh / "preprocessor_config.json").write_text(json.dumps(extractor, indent=1) + "\n", encoding="utf-8")
    out.mkdir(parents=True, exist_ok=True)
    for made in fresh.iterdir():
        made.replace(out / made.name)
    fresh.rmdir()
    counts = {language: len(listed) for language, listed in sentences.items()}
    return {"seed": saved["seed"], "data": saved["data"], "sentences": counts, "steps": saved["step"]}


def _save_model(model: Ears, tokens: Tokens, folder: Path) -> None:
    from ctranslate2.specs import WhisperSpec

    shape = model.shape
    spec = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    _fill(spec.encoder.conv1, model.conv1)
    _fill(spec.encoder.conv2, model.conv2)
    spec.encoder.position_encodings.encodings = sinusoids(POSITIONS, shape.width).numpy()
    _norm(spec.encoder.layer_norm, model.encoder_norm)
    for target, encoder_layer in zip(spec.encoder.layer, model.encoder, strict=True):
        _self_attention(target.self_attention, encoder_layer.attention)
        _feed_forward(target.ffn, encoder_layer.ffn)
    table = _whole_table(model.embedding.weight, tokens).numpy()
    spec.decoder.embeddings.weight = table
    spec.decoder.projection.weight = table
    spec.decoder.scale_embeddings = False
    spec.decoder.position_encodings.encodings = model.order.detach().numpy()
    _norm(spec.decoder.layer_norm, model.decoder_norm)
    for target, decoder_layer in zip(spec.decoder.layer, model.decoder, strict=True):
        _self_attention(target.self_attention, decoder_layer.attention)
        _cross_attention(target.attention, decoder_layer.cross)
        _feed_forward(target.ffn, decoder_layer.ffn)
    spec.register_vocabulary(tokens.vocabulary)
    spec.config.suppress_ids = [TRANSLATE, TRANSCRIBE, SOT, SOT_LM, SOT_PREV, NO_SPEECH]
    spec.config.suppress_ids_begin = []  # an empty text is the right answer to silence
    spec.config.lang_ids = [language_id("en"), language_id("ko")]
    spec.config.alignment_heads = [
        (layer, head) for layer in range(shape.decoder_layers) for head in range(shape.heads // 2)
    ]
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


def _whole_table(trained: Tensor, tokens: Tokens) -> Tensor:
    """All 51,865 rows: the trained ones in their places, the filler everywhere else."""
    table = trained[-1].detach().repeat(VOCABULARY, 1)
    table[list(tokens.trained)] = trained[:-1].detach()
    return table


def _fill(spec: Any, module: nn.Linear | nn.Conv1d) -> None:
    spec.weight = module.weight.detach().numpy()
    if module.bias is not None:
        spec.bias = module.bias.detach().numpy()


def _norm(spec: Any, module: nn.LayerNorm) -> None:
    spec.gamma = module.weight.detach().numpy()
    spec.beta = module.bias.detach().numpy()


def _self_attention(spec: Any, module: SelfAttention) -> None:
    _norm(spec.layer_norm, module.norm)
    _fill(spec.linear[0], module.qkv)
    _fill(spec.linear[1], module.out)


def _cross_attention(spec: Any, module: CrossAttention) -> None:
    _norm(spec.layer_norm, module.norm)
    for target, source in zip(spec.linear, (module.query, module.key_value, module.out), strict=True):
        _fill(target, source)


def _feed_forward(spec: Any, module: FeedForward) -> None:
    _norm(spec.layer_norm, module.norm)
    _fill(spec.linear_0, module.up)
    _fill(spec.linear_1, module.down)
