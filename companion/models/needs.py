"""What a model asks of a machine, and whether this one gives it. Pure, besides asking the system for its memory."""

import os
from dataclasses import dataclass
from typing import Literal, get_args

from companion.models.catalogue import Catalogue, Entry, Kind, Language

GB = 1e9
CONTEXT = 2048  # tokens, as conf.yaml ships
_BATCH = 256  # tokens of one prefill step
# Beside the weights, measured as resident memory with random models of real size (benchmarks.stand_ins): Qwen2.5-0.5B
# Q4_K_M took 595 MB (reckoned: 656), Whisper base int8 182 MB (176), a Piper medium voice 309 MB (312).
_PROCESS, _EARS, _VOICE = 0.08 * GB, 0.08 * GB, 0.19 * GB
Fit = Literal["no", "slow", "enough", "well"]
_GRADES: tuple[Fit, ...] = get_args(Fit)


@dataclass(frozen=True, slots=True)
class ThisMachine:
    """memory: bytes. cores: physical ones that this process may use. gpu_gb: memory of a graphics card."""

    memory: int
    cores: int
    gpu_gb: float = 0.0

    @property
    def memory_gb(self) -> float:
        """As it is sold: a machine with 7.7 GiB free for programs is one of 8 GB."""
        return round(self.memory / 2**30 + 0.3) if self.memory > 2**30 else self.memory / 2**30


def this_machine() -> ThisMachine:
    """What is here. Graphics cards are not looked for: all of the catalogue runs without one, some of it slowly."""
    import psutil

    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    cores = min(psutil.cpu_count(logical=False) or usable, usable)
    return ThisMachine(int(psutil.virtual_memory().total), max(1, cores))


def memory(entry: Entry, *, context: int = CONTEXT) -> int:
    """Bytes that a model takes while it works, beside the rest of the program.

    A brain: its file, the keys and values of `context` tokens in 16 bit (2 x layers x heads x size x 2 bytes each), the
    scores of one step over the vocabulary in 32 bit, and the process. Ears: their parameters in 8 bit and a tenth of
    them in 32 (what is not quantized). A voice: its file twice (weights, and the working memory of a sentence).
    """
    if entry.kind == "brain":
        shape = entry.shape
        assert shape is not None and shape.whole  # the catalogue sees to that
        cache = 2 * (shape.layers or 0) * (shape.kv_heads or 0) * (shape.head_size or 0) * 2 * context
        return round(entry.size + cache + _BATCH * (shape.vocabulary or 0) * 4 + _PROCESS)
    if entry.kind == "ears":
        assert entry.shape is not None
        return round(1.3 * entry.shape.parameters + _EARS)
    return round(2 * sum(file.bytes for file in entry.files if file.name.endswith(".onnx")) + _VOICE)


def fit(entry: Entry, machine: ThisMachine) -> Fit:
    """ "well": what is recommended; "enough": the least for a conversation; "slow": it runs, but she makes one wait;
    "no": the memory does not suffice."""
    least, best = entry.minimal, entry.recommended
    if machine.memory_gb < least.memory_gb:
        return "no"
    if machine.cores < least.cores or machine.gpu_gb < least.gpu_gb:
        return "slow"
    whole = machine.memory_gb >= best.memory_gb and machine.cores >= best.cores and machine.gpu_gb >= best.gpu_gb
    return "well" if whole else "enough"


def advice(
    catalogue: Catalogue, machine: ThisMachine, engines: frozenset[str], language: Language | None = None
) -> dict[Kind, str]:
    """The id of the best model of each kind for a machine; a kind where none is good enough is left out.

    engines: those that this version has. What it speaks with clumsily, and what may not be used commercially, is listed
    but never advised. Of brains and ears the largest that is enough counts, of voices the first: they differ in taste.
    """
    best: dict[Kind, tuple[int, str]] = {}
    for entry in catalogue.select(language=language):
        grade = min(_GRADES.index(fit(entry, machine)), _GRADES.index("well" if entry.kind == "voice" else "enough"))
        usable = entry.engine in engines and entry.chatml and catalogue.licence(entry).commercial
        before = best[entry.kind][0] if entry.kind in best else 0
        if usable and grade and (grade > before or (grade == before and entry.kind != "voice" and grade > 1)):
            best[entry.kind] = (grade, entry.id)
    return {kind: model for kind, (_, model) in best.items()}
