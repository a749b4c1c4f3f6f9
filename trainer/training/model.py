"""The model and tokenizer that a job trains: base in 4, 16 or 32 bit, with a new adapter or the one to go on from.

Process of the training; holds the GPU.
"""

import difflib
import json
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.recipe import LoraRecipe, Recipe
from trainer.training.hardware import Hardware
from trainer.training.job import Job

_SETS = ("target_modules", "exclude_modules")  # of an adapter's config, which the library writes in any order
TOKENIZER_FILES = ("tokenizer*", "special_tokens_map.json", "vocab.*", "merges.txt", "added_tokens.json")


def tokenizer(job: Job) -> Any:
    """The base's tokenizer, padding on the right.

    Raises:
        TrainingError: its files can't be read.
    """
    from transformers import AutoTokenizer

    try:
        found = AutoTokenizer.from_pretrained(
            job.base, trust_remote_code=job.settings().trust_remote_code, local_files_only=True
        )
    except (OSError, ValueError, ImportError) as error:
        raise _unreadable(job, "tokenizer", error) from error
    if found.pad_token is None:
        found.pad_token = found.unk_token or found.eos_token
    found.padding_side = "right"
    return found


def load(job: Job, hardware: Hardware, *, device_map: Any = None) -> Any:
    """The model to train, on the CPU or the GPU of this process.

    method qlora: 4-bit NormalFloat weights, their constants quantized again, an adapter in front (Dettmers et al. 2023,
    arXiv 2305.14314), on a CPU too. lora: the same on unquantized weights. full: all weights, in single precision.

    Raises:
        TrainingError: unreadable, code of its own that the recipe does not trust, or an adapter for another base.
    """
    from transformers import set_seed

    recipe = job.settings()
    set_seed(recipe.train.seed)  # a new adapter begins with random numbers
    whole = recipe.train.method == "full"
    model = _pretrained(job, job.start if whole and job.start else job.base, hardware, device_map)
    model.config.use_cache = False
    if whole:
        return model.float()
    if job.start:
        return _with_adapter(model, Path(job.start))
    return _new_adapter(model, recipe.train.lora)


def _pretrained(job: Job, folder: str, hardware: Hardware, device_map: Any) -> Any:
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig

    recipe = job.settings()
    options: dict[str, Any] = {
        "dtype": "float32" if recipe.train.method == "full" else hardware.dtype(),
        "attn_implementation": hardware.kernel,
        "trust_remote_code": recipe.trust_remote_code,
        "local_files_only": True,
        "device_map": device_map,
    }
    if recipe.train.method == "qlora":
        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=hardware.dtype(),
        )
    try:
        return AutoModelForCausalLM.from_pretrained(folder, **options)
    except (OSError, ValueError, ImportError, KeyError) as error:
        raise _unreadable(job, "model", error) from error


def _unreadable(job: Job, what: str, error: Exception) -> TrainingError:
    if "trust_remote_code" in str(error):
        return TrainingError(
            f"{job.base_name} brings program code of its own, which would run on this machine.",
            code="remote-code",
            hint="If you trust it, write `trust_remote_code: true` in recipe.yaml.",
        )
    return TrainingError(
        f"The {what} of {job.base_name} can't be loaded ({type(error).__name__}: {str(error).splitlines()[0][:200]}).",
        code="base-unusable",
        hint="Choose another base, or a newer transformers.",
    )


def _new_adapter(model: Any, lora: LoraRecipe) -> Any:
    from peft import LoraConfig, get_peft_model

    targets = lora.targets if isinstance(lora.targets, str) else list(lora.targets)
    if not isinstance(targets, str):
        _known(model, targets)
    saved, tied = _embeddings(model) if lora.embeddings else (None, False)
    return get_peft_model(
        model,
        LoraConfig(
            r=lora.r,
            lora_alpha=lora.alpha,
            lora_dropout=lora.dropout,
            target_modules=targets,
            use_rslora=lora.rslora,
            bias="none",
            task_type="CAUSAL_LM",
            modules_to_save=saved,
            ensure_weight_tying=tied,
        ),
    )


def _embeddings(model: Any) -> tuple[list[str], bool]:
    """Names of the embedding (and of an output head of its own), and whether both are one."""
    tied = bool(model.config.get_text_config().tie_word_embeddings)
    parts = [model.get_input_embeddings()] + ([] if tied else [model.get_output_embeddings()])
    names = [name.rsplit(".", 1)[-1] for name, module in model.named_modules() if any(module is part for part in parts)]
    return names, tied


def _known(model: Any, targets: list[str]) -> None:
    """A target that no layer has would be passed over in silence, and its layers stay untrained."""
    names = {
        name.rsplit(".", 1)[-1] for name, module in model.named_modules() if type(module).__name__.startswith("Linear")
    }
    unknown = [target for target in targets if target not in names]
    if not unknown:
        return
    near = [*difflib.get_close_matches(unknown[0], sorted(names), n=1, cutoff=0.4)]
    raise TrainingError(
        f"train.lora.targets: the base has no layer {', '.join(unknown)}"
        + (f"; did you mean `{near[0]}`?" if near else "."),
        code="targets-unknown",
        hint=f"Its layers: {', '.join(sorted(names))}; or write `targets: all-linear`.",
    )


def _with_adapter(model: Any, folder: Path) -> Any:
    from peft import PeftModel

    try:
        found = PeftModel.from_pretrained(model, str(folder), is_trainable=True)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise TrainingError(
            f"{folder} is no adapter of this base ({type(error).__name__}).",
            code="adapter-mismatch",
            hint="Run `train` again, from its first stage.",
        ) from error
    # The name of the base stands in the adapter; saving would ask the hub for the base's vocabulary under that name.
    found.peft_config["default"].base_model_name_or_path = model.config._name_or_path
    return found


def trained_weights(model: Any) -> dict[str, Any]:
    """A copy of an adapter's weights in single precision, before the trainer library rounds them to bf16."""
    if not hasattr(model, "peft_config"):
        return {}
    return {name: weight.detach().float().clone() for name, weight in model.named_parameters() if weight.requires_grad}


def restore(model: Any, exact: dict[str, Any]) -> None:
    """Puts them back: an update of a bf16 weight is lost where it is smaller than 1/256 of it, and so is what an
    earlier stage learned beyond the eighth bit."""
    for name, weight in model.named_parameters():
        if name in exact:
            weight.data = exact[name]


def save(model: Any, job: Job, target: Path) -> None:
    """Writes adapter or model as `target`, by rename: the folder is whole or not there.

    Raises:
        TrainingError: the disk refuses.
    """
    import shutil

    part = target.with_name(target.name + ".part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        if hasattr(model, "peft_config"):
            model.save_pretrained(str(part), selected_adapters=["default"])
            _name_base(part / "adapter_config.json", job.base_name)
        else:
            model.save_pretrained(str(part))
            for pattern in TOKENIZER_FILES:
                for file in Path(job.base).glob(pattern):
                    shutil.copy(file, part / file.name)
        shutil.rmtree(target, ignore_errors=True)
        part.rename(target)
    except OSError as error:
        raise TrainingError(
            f"{target} can't be written: {error.strerror or error}.",
            code="disk",
            hint="Free some disk space and run again; the checkpoints are kept.",
        ) from error


def adopt(part: Path, job: Job, target: Path) -> None:
    """A folder that the trainer library wrote becomes the result, by rename."""
    import shutil

    if (part / "adapter_config.json").exists():
        _name_base(part / "adapter_config.json", job.base_name)
    (part / "training_args.bin").unlink(missing_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)


def _name_base(config: Path, name: str) -> None:
    """The base by its name, not by a path of this machine, and sets in order: equal trainings leave equal files. (The
    library's card in the folder goes: it has the path.)"""
    data = json.loads(config.read_text(encoding="utf-8"))
    data["base_model_name_or_path"] = name
    data |= {key: sorted(data[key]) for key in _SETS if isinstance(data.get(key), list)}
    config.write_text(json.dumps(data, indent=2, sort_keys=True), encoding="utf-8")
    (config.parent / "README.md").unlink(missing_ok=True)


def tune_method(recipe: Recipe) -> str:
    """How the recipe trains, for people: `QLoRA r=16` or `all weights`."""
    train = recipe.train
    if train.method == "full":
        return "all weights"
    return f"{'QLoRA' if train.method == 'qlora' else 'LoRA'} r={train.lora.r}"
