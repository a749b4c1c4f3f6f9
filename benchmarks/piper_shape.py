"""A Piper voice of medium quality with random weights: the layers and sizes of VITS as Piper trains it.

It hums noise; only its time is real. Sizes: text encoder 6 layers of 192 (2 heads, filter 768, kernel 3); 4 residual
coupling layers (192, kernel 5, 4 layers each); HiFi-GAN decoder from 256 channels, upsampling 8 x 8 x 4, residual
blocks of kernels 3, 5, 7. The stochastic duration predictor is replaced by FRAMES per phoneme id, so that a clause has
a natural length whatever the weights. Needs torch and onnx.
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

HIDDEN, FILTER, HEADS, LAYERS, SYMBOLS = 192, 768, 2, 6, 256
FRAMES = 3  # frames of 256 samples for each phoneme id; Piper puts a pad between phonemes, so 6 a phoneme, 70 ms
RATE, HOP = 22_050, 256
LOUDNESS = 0.5  # the last layer's gain: audible noise


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Conv1d(HIDDEN, 3 * HIDDEN, 1)
        self.out = nn.Conv1d(HIDDEN, HIDDEN, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        q, k, v = (part.unflatten(1, (HEADS, -1)).transpose(2, 3) for part in self.qkv(x).chunk(3, 1))
        weights = torch.softmax(q @ k.transpose(2, 3) / (HIDDEN // HEADS) ** 0.5, -1)
        return self.out((weights @ v).transpose(2, 3).flatten(1, 2))


class EncoderLayer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = Attention()
        self.norms = nn.ModuleList(nn.LayerNorm(HIDDEN) for _ in range(2))
        self.up = nn.Conv1d(HIDDEN, FILTER, 3, padding=1)
        self.down = nn.Conv1d(FILTER, HIDDEN, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.norms[0]((x + self.attention(x)).transpose(1, 2)).transpose(1, 2)
        return self.norms[1]((x + self.down(torch.relu(self.up(x)))).transpose(1, 2)).transpose(1, 2)


class Coupling(nn.Module):
    """One residual coupling layer, run backwards as at inference."""

    def __init__(self) -> None:
        super().__init__()
        self.before = nn.Conv1d(HIDDEN // 2, HIDDEN, 1)
        self.gates = nn.ModuleList(nn.Conv1d(HIDDEN, 2 * HIDDEN, 5, padding=2) for _ in range(4))
        self.mix = nn.ModuleList(nn.Conv1d(HIDDEN, 2 * HIDDEN, 1) for _ in range(4))
        self.after = nn.Conv1d(HIDDEN, HIDDEN // 2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        kept, moved = x.chunk(2, 1)
        h, skip = self.before(kept), 0.0
        for gate, mix in zip(self.gates, self.mix, strict=True):
            a, b = gate(h).chunk(2, 1)
            residual, out = mix(torch.tanh(a) * torch.sigmoid(b)).chunk(2, 1)
            h, skip = h + residual, skip + out
        return torch.cat([kept, moved - self.after(skip)], 1).flip(1)


class Block(nn.Module):
    """HiFi-GAN residual block, type 2."""

    def __init__(self, channels: int, kernel: int, dilations: tuple[int, int]) -> None:
        super().__init__()
        self.convs = nn.ModuleList(
            nn.Conv1d(channels, channels, kernel, dilation=d, padding=(kernel - 1) * d // 2) for d in dilations
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for conv in self.convs:
            x = x + conv(functional.leaky_relu(x, 0.1))
        return x


class Decoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv1d(HIDDEN, 256, 7, padding=3)
        self.ups, self.blocks = nn.ModuleList(), nn.ModuleList()
        channels = 256
        for rate in (8, 8, 4):
            self.ups.append(nn.ConvTranspose1d(channels, channels // 2, 2 * rate, rate, padding=rate // 2))
            channels //= 2
            shapes = ((3, (1, 2)), (5, (2, 6)), (7, (3, 12)))
            self.blocks.append(nn.ModuleList(Block(channels, kernel, dilations) for kernel, dilations in shapes))
        self.last = nn.Conv1d(channels, 1, 7, padding=3, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.first(x)
        for up, blocks in zip(self.ups, self.blocks, strict=True):
            x = up(functional.leaky_relu(x, 0.1))
            x = torch.stack([block(x) for block in blocks]).mean(0)
        return torch.tanh(LOUDNESS * self.last(functional.leaky_relu(x)))


class PiperShape(nn.Module):
    """input [1, n] phoneme ids, input_lengths [1], scales [3] = noise, length, noise_w -> output [1, 1, 1, samples]."""

    def __init__(self) -> None:
        super().__init__()
        self.symbols = nn.Embedding(SYMBOLS, HIDDEN)
        self.encoder = nn.Sequential(*(EncoderLayer() for _ in range(LAYERS)))
        self.stats = nn.Conv1d(HIDDEN, 2 * HIDDEN, 1)
        self.flow = nn.Sequential(*(Coupling() for _ in range(4)))
        self.decoder = Decoder()

    def forward(self, ids: torch.Tensor, lengths: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
        x = self.encoder(self.symbols(ids).transpose(1, 2) * HIDDEN**0.5)
        mean, log_deviation = self.stats(x).repeat_interleave(FRAMES, 2).chunk(2, 1)
        z = mean + torch.randn_like(mean) * torch.exp(0.1 * log_deviation) * scales[0]
        z = z + 0.0 * (scales[1] + scales[2] + lengths[0])  # keeps all inputs in the graph
        return self.decoder(self.flow(z)).unsqueeze(1)


def build(path: Path) -> None:
    """Write `path` (.onnx, about 60 MB) and its `.json`; seeded, so always the same file content."""
    torch.manual_seed(7)
    torch.set_num_threads(1)
    model = PiperShape().eval()
    example = (torch.randint(1, 100, (1, 40)), torch.tensor([40]), torch.tensor([0.667, 1.0, 0.8]))
    torch.onnx.export(
        model,
        example,
        str(path),
        input_names=["input", "input_lengths", "scales"],
        output_names=["output"],
        dynamic_axes={"input": {1: "phonemes"}, "output": {3: "samples"}},
        opset_version=17,
        dynamo=False,
    )
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    settings = {
        "audio": {"sample_rate": RATE, "quality": "medium"},
        "espeak": {"voice": "ko"},
        "languages": ["ko", "en"],
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "num_symbols": SYMBOLS,
        "num_speakers": 1,
        "speaker_id_map": {},
        "phoneme_type": "espeak",
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    }
    path.with_name(path.name + ".json").write_text(json.dumps(settings), encoding="utf-8")
