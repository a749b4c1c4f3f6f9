"""recipe.yaml: how a persona is made. Frozen settings; every default stands here and nowhere else. Any thread.

A recipe names a preset (`preset: starter`) and says what differs from it; presets lie in trainer/presets/*.yaml and are
recipes themselves. Unknown keys and impossible values are told all at once, with their lines.
"""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from companion.errors import CharacterError, TrainingError
from companion.persona.character_file import CharacterFile, read
from trainer.recipe_layers import Layers
from trainer.rows import Kind

PRESETS = Path(__file__).resolve().parent / "presets"
Share = Annotated[float, Field(ge=0, le=1)]


def _switch(value: object) -> object:
    """YAML reads `on` and `off` as true and false."""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else value


Switch = Annotated[Literal["auto", "on", "off"], BeforeValidator(_switch)]
Quant = Literal["q4_0", "q4_k_m", "q5_k_m", "q6_k", "q8_0", "f16"]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TeacherRecipe(_Section):
    """Who writes the dialogues.

    engine: `seed_dialogues` expands hand-written ones without any model; `openai_compatible` asks a server (OpenAI,
    Ollama, vLLM, llama-server) at `url`; `llama_cpp` runs the GGUF `model`; `replay` answers from the recorded file
    `model`.
    key_env: the environment variable that holds the key. workers: requests at a time. timeout: seconds a request.
    stop_after: failures in a row after which it gives up. price_*: money per million tokens, for the estimate."""

    engine: Literal["seed_dialogues", "openai_compatible", "llama_cpp", "replay"] = "seed_dialogues"
    url: str = "http://127.0.0.1:11434/v1"
    model: str = ""
    key_env: str = "OPENAI_API_KEY"
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.9
    max_tokens: Annotated[int, Field(ge=16, le=65_536)] = 2048
    workers: Annotated[int, Field(ge=1, le=256)] = 8
    retries: Annotated[int, Field(ge=0, le=20)] = 3
    timeout: Annotated[float, Field(gt=0, le=3600)] = 120.0
    stop_after: Annotated[int, Field(ge=1)] = 20
    structured: Literal["auto", "json_schema", "json_object", "none"] = "auto"
    price_in: Annotated[float, Field(ge=0)] = 0.0
    price_out: Annotated[float, Field(ge=0)] = 0.0


class DataRecipe(_Section):
    """How much is made, and what is kept. Counts are conversations, per language.

    scenes: places and situations asked for. dialogues_per_scene: conversations in each. exchanges: least and most
    turns. variations: how often the seed teacher repeats a hand-written exchange in other words. general: replies in
    her voice to requests of all kinds. near_duplicate: Jaccard similarity of 5-grams from which one of two is dropped.
    sources_as_dialogue: lines of hers found in the sources are trained on. shares: least and most of each kind."""

    scenes: Annotated[int, Field(ge=0, le=100_000)] = 40
    scenes_per_request: Annotated[int, Field(ge=1, le=50)] = 10
    dialogues_per_scene: Annotated[int, Field(ge=1, le=100)] = 4
    exchanges: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(le=20)]] = (2, 5)
    qa: Annotated[int, Field(ge=0)] = 40
    identity: Annotated[int, Field(ge=0)] = 60
    protective: Annotated[int, Field(ge=0)] = 40
    general: Annotated[int, Field(ge=0)] = 40
    topics: str = ""  # a preset of topics (exagirl); topics.yaml of the workspace comes first
    variations: Annotated[int, Field(ge=0, le=1000)] = 8
    sources_as_dialogue: bool = True
    chunk_chars: Annotated[int, Field(ge=100, le=20_000)] = 1200
    context_lines: Annotated[int, Field(ge=0, le=20)] = 3
    max_reply_chars: Annotated[int, Field(ge=20, le=8000)] = 400
    near_duplicate: Share = 0.8
    only_with_emotion: bool = False  # keep only lines in which the emotion lexicon finds a word (LDCC)
    validation: Annotated[float, Field(ge=0, le=0.5)] = 0.05
    test: Annotated[float, Field(ge=0, le=0.5)] = 0.05
    shares: dict[Kind, tuple[Share, Share]] = Field(default_factory=dict)


class LoraRecipe(_Section):
    """targets: `all-linear` or names of modules. embeddings: also train (and save) embeddings and head."""

    r: Annotated[int, Field(ge=1, le=1024)] = 16
    alpha: Annotated[int, Field(ge=1, le=4096)] = 32
    dropout: Share = 0.05
    targets: Literal["all-linear"] | tuple[str, ...] = "all-linear"
    rslora: bool = False
    embeddings: bool = False


class SftStage(_Section):
    """One supervised stage; the second goes on with the first's adapter.

    data: rows of this `stage`, or all. warmup: < 1 a share of all steps, else steps. batch: conversations per device.
    max_steps: overrides epochs. profile_probability: how often the full profile stands in the system turn."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")] = "persona"
    data: Literal[1, 2, "all"] = "all"
    epochs: Annotated[float, Field(gt=0, le=1000)] = 3.0
    max_steps: Annotated[int, Field(ge=1)] | None = None
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 2e-4
    scheduler: Literal["linear", "cosine", "constant", "constant_with_warmup"] = "cosine"
    warmup: Annotated[float, Field(ge=0)] = 0.03
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    batch: Annotated[int, Field(ge=1, le=1024)] = 4
    accumulate: Annotated[int, Field(ge=1, le=1024)] = 4
    optimizer: str = "paged_adamw_32bit"
    neftune: Annotated[float, Field(ge=0)] = 0.0
    profile_probability: Share = 0.0


class DpoRecipe(_Section):
    enabled: bool = False
    beta: Annotated[float, Field(gt=0, le=10)] = 0.1
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 5e-6
    epochs: Annotated[float, Field(gt=0, le=100)] = 1.0
    max_steps: Annotated[int, Field(ge=1)] | None = None
    batch: Annotated[int, Field(ge=1, le=1024)] = 2
    accumulate: Annotated[int, Field(ge=1, le=1024)] = 4


class TrainRecipe(_Section):
    """method: `qlora` trains an adapter on the 4-bit base, `lora` on the 16-bit one, `full` all weights.

    precision: auto = bf16 where the GPU knows it, fp32 on a CPU. packing: conversations share a row behind one system
    turn, apart from each other; auto = where the network allows it. loss: `chunked` never holds the logits of all
    positions. evaluate_every, save_every: steps; 0 = once an epoch. patience: evaluations without improvement before it
    stops, and the best state is kept; 0 = it never stops early, and the last state is kept.
    threads: 0 = cores - 1. memory_retries: how often batch (then length) is halved when memory runs out."""

    method: Literal["qlora", "lora", "full"] = "qlora"
    backend: Literal["auto", "hf", "unsloth"] = "auto"
    precision: Literal["auto", "bf16", "fp16", "fp32"] = "auto"
    max_length: Annotated[int, Field(ge=64, le=1_000_000)] = 2048
    packing: Switch = "auto"
    loss: Literal["chunked", "full"] = "chunked"
    completion_only: bool = True
    checkpointing: bool = True
    lora: LoraRecipe = LoraRecipe()
    stages: Annotated[tuple[SftStage, ...], Field(min_length=1)] = (SftStage(),)
    dpo: DpoRecipe = DpoRecipe()
    evaluate_every: Annotated[int, Field(ge=0)] = 0
    save_every: Annotated[int, Field(ge=0)] = 0
    keep_checkpoints: Annotated[int, Field(ge=1)] = 2
    patience: Annotated[int, Field(ge=0)] = 3
    seed: int = 1
    threads: Annotated[int, Field(ge=0, le=512)] = 0
    memory_retries: Annotated[int, Field(ge=0, le=10)] = 3
    report_to: tuple[Literal["tensorboard", "wandb", "trackio"], ...] = ()
    launcher: Literal["none", "accelerate"] = "none"
    launcher_config: str = ""  # a file, or one that ships: multi_cpu, multi_gpu, fsdp, zero2, zero3


class SamplingRecipe(_Section):
    """How the finished persona is asked (Modelfile, card, evaluation)."""

    temperature: Annotated[float, Field(ge=0, le=5)] = 0.7
    top_p: Share = 0.95
    top_k: Annotated[int, Field(ge=0)] = 40
    min_p: Share = 0.05
    repeat_penalty: Annotated[float, Field(ge=0.5, le=3)] = 1.1
    repeat_last_n: Annotated[int, Field(ge=-1)] = 64
    max_tokens: Annotated[int, Field(ge=8)] = 300


class JudgeRecipe(_Section):
    """An optional model that grades; the same kind of server as the teacher."""

    url: str = ""
    model: str = ""
    key_env: str = "OPENAI_API_KEY"
    workers: Annotated[int, Field(ge=1, le=256)] = 8


class EvaluateRecipe(_Section):
    """probes: most identity questions, and most remarks with a plain feeling. samples: most rows a set. judge: off
    while its url is empty."""

    probes: Annotated[int, Field(ge=1)] = 60
    samples: Annotated[int, Field(ge=1)] = 120
    base: bool = True  # also measure the untuned base
    quants: bool = True  # measure each quantization, not only the deployed one
    perplexity: bool = True
    judge: JudgeRecipe = JudgeRecipe()


class Gates(_Section):
    """Least (or most) values; null = not asked. A failed gate keeps the version out of the menu.

    why: gate -> the reason for a limit of its own; the report card shows it beside the usual limit."""

    rows: Annotated[int, Field(ge=0)] | None = 20  # training conversations
    truncated: Share | None = 0.02  # most
    identity_share: Share | None = 0.01  # least share of identity rows
    json_valid: Share | None = 1.0
    json_valid_free: Share | None = 0.95
    emotion: Share | None = 0.85
    style: Share | None = 0.90
    identity: Share | None = 0.95
    leak: Share | None = 0.0  # most
    language: Share | None = 0.95
    stop: Share | None = 0.98
    quant_drop: Share | None = 0.03  # most
    parity_ids: Share | None = 1.0
    parity_next: Share | None = 0.99
    why: dict[str, str] = Field(default_factory=dict)

    @field_validator("why")
    @classmethod
    def _named(cls, why: dict[str, str]) -> dict[str, str]:
        for name in why:
            if name not in cls.model_fields or name == "why":
                near = difflib.get_close_matches(name, cls.model_fields, n=1)
                raise ValueError(f"there is no gate `{name}`" + (f"; did you mean `{near[0]}`?" if near else ""))
        return why

    def usual(self, name: str) -> float | None:
        """The limit of a new recipe."""
        default: float | None = type(self).model_fields[name].default
        return default


class RegisterRecipe(_Section):
    """app: into the app's menu. adapter: as an adapter on a base that several share, instead of a whole model of its
    own. ollama: `auto` creates the model where Ollama is installed."""

    app: bool = True
    adapter: bool = False
    ollama: Switch = "auto"
    keep_versions: Annotated[int, Field(ge=1)] = 5


class Recipe(_Section):
    """All of recipe.yaml.

    base: `starter`, a folder, or a Hugging Face id. variants: name -> how this variant differs, one adapter each.
    prompt: `short` names her and her manner, `full` gives the whole sheet. pre_tokenizer: llama.cpp's name for how the
    base's tokenizer splits text, where it is not recognized. commercial: the result is to be sold; refused on a base
    whose licence forbids it."""

    preset: str = ""
    base: Annotated[str, Field(min_length=1)] = "starter"
    revision: str = ""
    trust_remote_code: bool = False
    task: Literal["chat", "script"] = "chat"
    prompt: Literal["short", "full"] = "full"
    template: Literal["chatml", "base", "ldcc", "bloodtype"] = "chatml"
    teacher: TeacherRecipe = TeacherRecipe()
    data: DataRecipe = DataRecipe()
    train: TrainRecipe = TrainRecipe()
    quantize: Annotated[tuple[Quant, ...], Field(min_length=1)] = ("q4_k_m", "q8_0")
    deploy: Quant = "q4_k_m"
    adapter_gguf: bool = True
    pre_tokenizer: Annotated[str, Field(pattern=r"^[a-z0-9._-]*$")] = ""
    sampling: SamplingRecipe = SamplingRecipe()
    evaluate: EvaluateRecipe = EvaluateRecipe()
    gates: Gates = Gates()
    register_: Annotated[RegisterRecipe, Field(alias="register")] = RegisterRecipe()
    variants: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,20}$")], str] = Field(default_factory=dict)
    commercial: bool = False


def load(path: Path, overrides: Mapping[str, Any] | None = None) -> Recipe:
    """recipe.yaml over its preset; `overrides` are dotted keys (`train.seed`, `train.stages.0.epochs`) and win.

    Raises:
        TrainingError: unreadable, an unknown preset, or settings are unknown or wrong; the message lists all of them
            with file and line, or with the argument.
    """
    return _validate(layers(path, overrides))


def layers(path: Path, overrides: Mapping[str, Any] | None = None) -> Layers:
    """The parts that `load` puts together; an unknown preset is left out. Raises TrainingError: unreadable."""
    given = dict(overrides or {})
    file = _read(path)
    name = _preset_name(file, given)
    return Layers(file, _read(PRESETS / f"{name}.yaml") if name in presets() else None, given)


def presets() -> tuple[str, ...]:
    """Names of the presets that come with the program."""
    return tuple(sorted(path.stem for path in PRESETS.glob("*.yaml")))


def preset(name: str) -> Recipe:
    """A preset by itself. Raises TrainingError for an unknown one."""
    if name not in presets():
        raise _unknown_preset(name)
    return _validate(Layers(_read(PRESETS / f"{name}.yaml")))


def _preset_name(file: CharacterFile, overrides: Mapping[str, Any]) -> str:
    return str(overrides.get("preset", file.data.get("preset", "")) or "")


def _no_preset(name: str) -> str:
    near = difflib.get_close_matches(name, presets(), n=1)
    return f"There is no preset {name!r}" + (f"; did you mean `{near[0]}`?" if near else ".")


def _unknown_preset(name: str, place: str = "") -> TrainingError:
    text = f"{place}: {_no_preset(name)}" if place else _no_preset(name)
    return TrainingError(text, code="preset-unknown", hint=f"Presets: {', '.join(presets())}.")


def _read(path: Path) -> CharacterFile:
    try:
        return read(path)
    except CharacterError as error:
        code = error.code.replace("character", "recipe")
        raise TrainingError(error.message, code=code, hint="Mend that line with a text editor.") from error


def _validate(found: Layers) -> Recipe:
    """Raises TrainingError with all that is wrong."""
    unknown = _preset_name(found.file, found.overrides) if found.preset is None else ""
    merged = _merge(found.preset.data if found.preset else {}, found.file.data)
    for key, value in found.overrides.items():
        if not (unknown and re.search(r"\.\d", key)):  # numbers count entries of the preset
            merged = _merge(merged, _nest(key, value))
    try:
        recipe = Recipe.model_validate(merged)
    except ValidationError as error:
        problems = found.problems(error.errors(), Recipe)
    else:
        if not unknown:
            return recipe
        raise _unknown_preset(unknown, found.place(("preset",)))
    if unknown:
        problems.insert(0, found.problem(("preset",), f"{_no_preset(unknown)} Presets: {', '.join(presets())}"))
    raise TrainingError(
        "\n".join([found.headline(problems), *(f"  - {one.said}" for one in problems)]),
        code="recipe-invalid",
        hint="Mend what is named; docs/recipe.md explains every setting.",
    )


def _merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        old = merged.get(key)
        if isinstance(old, list) and isinstance(value, Mapping) and set(value) <= set(map(str, range(len(old)))):
            numbered = _merge({str(number): item for number, item in enumerate(old)}, value)  # train.stages.0.epochs
            merged[key] = list(numbered.values())
        else:
            merged[key] = _merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def _nest(key: str, value: Any) -> dict[str, Any]:
    first, _, rest = key.partition(".")
    return {first: _nest(rest, value)} if rest else {first: value}
