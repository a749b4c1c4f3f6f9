"""Rooms, microphones and noise, and sounds that are not speech. All waves are float32 mono at 16 kHz."""

from __future__ import annotations

import numpy as np

from trainer.starter.ears.speech import RATE, Wave

Rng = np.random.Generator


def pad(rng: Rng, wave: Wave, longest_s: float = 0.6) -> tuple[Wave, float]:
    """Silence before and after; returns the seconds before."""
    before, after = (int(seconds * RATE) for seconds in rng.uniform(0, longest_s, 2))
    return np.pad(wave, (before, after)), before / RATE


def degrade(rng: Rng, wave: Wave, strength: float) -> Wave:
    """Microphone, room, noise and level. ``strength`` 0 (clean) to 1; each happens by its own chance."""
    if rng.random() < 0.75 * strength:
        wave = _filter(rng, wave, strength)
    if rng.random() < 0.9 * strength:
        level_db = rng.uniform(8 + 22 * (1 - strength), 45)
        power = float(np.sqrt(np.mean(wave**2))) + 1e-6
        wave = wave + noise(rng, len(wave)) * (power * 10 ** (-level_db / 20))
    peak = float(np.abs(wave).max()) + 1e-6
    wave = wave * np.float32(10 ** (rng.uniform(-24 * strength - 1, 0) / 20) / peak)
    if rng.random() < 0.1 * strength:
        wave = np.tanh(wave * np.float32(rng.uniform(1, 4)))
    return wave.astype(np.float32)


def _filter(rng: Rng, wave: Wave, strength: float) -> Wave:
    """One product in the frequency domain: tilt, bumps, a low pass as codecs have, and a short room."""
    size = _fast_size(len(wave) + RATE // 2)
    frequencies = np.fft.rfftfreq(size, 1 / RATE)
    octaves = np.log2(np.maximum(frequencies, 60) / 1_000)
    gain_db = rng.normal(0, 1.5 * strength) * octaves
    for _ in range(int(rng.integers(0, 4))):
        gain_db = gain_db + rng.normal(0, 4 * strength) * np.exp(-((octaves - rng.uniform(-3, 3)) ** 2))
    if rng.random() < 0.35:
        gain_db = gain_db - 24 * np.maximum(0, np.log2(np.maximum(frequencies, 1) / rng.uniform(3_400, 7_500)))
    if rng.random() < 0.3:
        gain_db = gain_db - 12 * np.maximum(0, np.log2(rng.uniform(80, 300) / np.maximum(frequencies, 20)))
    spectrum = np.fft.rfft(wave, size) * 10 ** (np.clip(gain_db, -60, 20) / 20)
    if rng.random() < 0.5:
        spectrum = spectrum * np.fft.rfft(_room(rng, strength), size)
    return np.fft.irfft(spectrum, size)[: len(wave)].astype(np.float32)


def _fast_size(samples: int) -> int:
    """A size that a fast Fourier transform likes, at least ``samples``."""
    return -(-max(samples, 1) // 4096) * 4096


def _room(rng: Rng, strength: float) -> Wave:
    decay_s = rng.uniform(0.03, 0.06 + 0.25 * strength)
    length = int(min(0.45, 1.5 * decay_s) * RATE)
    tail = rng.normal(size=length) * np.exp(-6.9 * np.arange(length) / RATE / decay_s)
    tail *= rng.uniform(0.05, 0.5 * strength + 0.06) / (np.sqrt(np.sum(tail**2)) + 1e-6)
    tail[0] = 1.0
    return tail.astype(np.float32)


def noise(rng: Rng, samples: int) -> Wave:
    """Noise of a random colour, level near 1: hiss, rumble, mains hum, or all of them."""
    size = _fast_size(samples)
    white = rng.standard_normal((2, size // 2 + 1), np.float32)
    frequencies = np.fft.rfftfreq(size, 1 / RATE)
    shape = np.maximum(frequencies, 40) ** -rng.uniform(0, 1.2)
    wave = np.fft.irfft(shape * (white[0] + 1j * white[1]), size)[:samples]
    wave = wave / (wave.std() + 1e-9)
    if rng.random() < 0.2:
        wave = wave + rng.uniform(0.5, 2) * hum(rng, samples)
    if rng.random() < 0.2:
        wave = wave * (1 + 0.8 * np.sin(2 * np.pi * rng.uniform(0.3, 4) * np.arange(samples) / RATE))
    return np.asarray(wave, np.float32)


def hum(rng: Rng, samples: int) -> Wave:
    """Mains hum or a fan: one low tone with harmonics."""
    base = float(rng.choice([50.0, 60.0, rng.uniform(70, 400)]))
    clock = np.arange(samples) / RATE
    wave = sum(rng.random() / k * np.sin(2 * np.pi * base * k * clock + rng.uniform(0, 6)) for k in range(1, 8))
    return np.asarray(wave, np.float32)


def music(rng: Rng, samples: int) -> Wave:
    """Notes with harmonics that fade, one to three at a time."""
    wave = np.zeros(samples)
    for _ in range(int(rng.integers(1, 4))):
        at = 0
        while at < samples:
            length = int(rng.uniform(0.08, 0.7) * RATE)
            clock = np.arange(min(length, samples - at)) / RATE
            base = 110 * 2 ** (int(rng.integers(0, 37)) / 12)
            fade = np.exp(-clock * rng.uniform(0, 6))
            for harmonic in range(1, int(rng.integers(2, 7))):
                wave[at : at + length] += fade * np.sin(2 * np.pi * base * harmonic * clock) / harmonic**1.2
            at += length
    return np.asarray(wave / (np.abs(wave).max() + 1e-6), np.float32)


def knocks(rng: Rng, samples: int) -> Wave:
    """Keys, steps, a cough-like burst: short noise with a fast fade."""
    wave = np.zeros(samples, np.float32)
    for _ in range(int(rng.integers(1, 8))):
        length = int(rng.uniform(0.005, 0.2) * RATE)
        at = int(rng.integers(0, max(1, samples - length)))
        burst = noise(rng, length) * np.exp(-5 * np.arange(length) / length)
        wave[at : at + length] += (burst * rng.uniform(0.1, 1))[: samples - at].astype(np.float32)
    return wave


def not_speech(rng: Rng, seconds: float | None = None) -> Wave:
    """Silence, noise, hum, music or knocks, at any level."""
    samples = int((seconds or rng.uniform(0.3, 3.0)) * RATE)
    kind = int(rng.integers(7))
    if kind == 0:
        return np.zeros(samples, np.float32)
    made = (hum, music, knocks, noise, noise, noise)[kind - 1](rng, samples)
    floor = noise(rng, samples) * 10 ** rng.uniform(-5, -2)
    wave = made / (np.abs(made).max() + 1e-6) * 10 ** rng.uniform(-3, -0.1) + floor * 0.3
    return np.asarray(np.clip(wave, -1, 1), np.float32)
