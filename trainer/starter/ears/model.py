"""Whisper's architecture in small, in plain torch: the training side of what CTranslate2 runs.

The encoder gets the *position* of every frame and a *bias* on every key, so that a long stretch of silence
can be trained as a few frames at spread positions, each counting (by ``log(stride)``) for the many it is for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

MELS, POSITIONS, DECODER_POSITIONS = 80, 1_500, 448


@dataclass(frozen=True)
class Shape:
    """Sizes of the network. ``tokens`` are the trained ones; one filler row is added."""

    tokens: int
    phonemes: int
    filler_count: int
    width: int = 160
    heads: int = 4
    encoder_layers: int = 4
    decoder_layers: int = 2


def sinusoids(length: int, width: int) -> Tensor:
    """Whisper's encoder positions: sines, then cosines."""
    steps = math.log(10_000) / (width // 2 - 1)
    scaled = torch.arange(length)[:, None] * torch.exp(-steps * torch.arange(width // 2))[None, :]
    return torch.cat([scaled.sin(), scaled.cos()], dim=1)


class SelfAttention(nn.Module):  # type: ignore[misc]
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, bias: Tensor | None, causal: bool) -> Tensor:
        batch, length, width = x.shape
        split = self.qkv(self.norm(x)).view(batch, length, 3, self.heads, -1)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        heard = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias, is_causal=causal)
        return x + self.out(heard.transpose(1, 2).reshape(batch, length, width))


class CrossAttention(nn.Module):  # type: ignore[misc]
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Also returns the log of where each head looked, ``[batch, heads, tokens, frames]``."""
        batch, length, width = x.shape
        query = self.query(self.norm(x)).view(batch, length, self.heads, -1).transpose(1, 2)
        key, value = self.key_value(memory).view(batch, memory.shape[1], 2, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + bias
        log_weights = scores.log_softmax(-1)
        heard = (log_weights.exp() @ value).transpose(1, 2).reshape(batch, length, width)
        return x + self.out(heard), log_weights


class FeedForward(nn.Module):  # type: ignore[misc]
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.down(functional.gelu(self.up(self.norm(x))))


class EncoderLayer(nn.Module):  # type: ignore[misc]
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attention = SelfAttention(width, heads)
        self.ffn = FeedForward(width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        return self.ffn(self.attention(x, bias, causal=False))


class DecoderLayer(nn.Module):  # type: ignore[misc]
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attention = SelfAttention(width, heads)
        self.cross = CrossAttention(width, heads)
        self.ffn = FeedForward(width)

    def forward(self, x: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        x, looked = self.cross(self.attention(x, None, causal=True), memory, bias)
        return self.ffn(x), looked


class Ears(nn.Module):  # type: ignore[misc]
    """``hear`` and ``write`` are the two halves; ``phonemes`` reads the encoder frame by frame."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        width = shape.width
        self.conv1 = nn.Conv1d(MELS, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.register_buffer("places", sinusoids(POSITIONS, width), persistent=False)
        self.encoder = nn.ModuleList(EncoderLayer(width, shape.heads) for _ in range(shape.encoder_layers))
        self.encoder_norm = nn.LayerNorm(width)
        self.phonemes = nn.Linear(width, shape.phonemes)
        self.embedding = nn.Embedding(shape.tokens + 1, width)
        self.order = nn.Parameter(torch.randn(DECODER_POSITIONS, width) * 0.02)
        self.decoder = nn.ModuleList(DecoderLayer(width, shape.heads) for _ in range(shape.decoder_layers))
        self.decoder_norm = nn.LayerNorm(width)
        nn.init.normal_(self.embedding.weight, std=width**-0.5)

    def hear(self, mel: Tensor, positions: Tensor, bias: Tensor) -> Tensor:
        """``mel [batch, 80, 2 * frames]``, ``positions`` and ``bias [batch, frames]`` -> memory."""
        x = functional.gelu(self.conv2(functional.gelu(self.conv1(mel)))).transpose(1, 2)
        x = x + self.places[positions]
        for layer in self.encoder:
            x = layer(x, bias[:, None, None, :])
        normed: Tensor = self.encoder_norm(x)
        return normed

    def write(self, tokens: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Small ids ``[batch, length]`` -> logits ``[batch, length, tokens + 1]`` and each layer's look."""
        x = self.embedding(tokens) + self.order[: tokens.shape[1]]
        looks = []
        for layer in self.decoder:
            x, looked = layer(x, memory, bias[:, None, None, :])
            looks.append(looked)
        logits = functional.linear(self.decoder_norm(x), self.embedding.weight)
        filler = torch.zeros_like(logits[0, 0])
        filler[-1] = math.log(self.shape.filler_count)
        return logits + filler, looks
