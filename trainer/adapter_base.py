"""Does an adapter belong to this base? Reads headers only; any thread.

An adapter on the wrong base gives fluent nonsense, and of the right sizes no library notices. So the name of the base,
the shape of its network and the size of every matrix are compared.
"""

import json
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.base import Base
from trainer.convert import own_lora, weights

_SHAPE = ("model_type", "hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "vocab_size")


def check(adapter: Path, base: Base) -> None:
    """Proves that the adapter was trained on `base`.

    Raises:
        TrainingError: another base by name, by shape or by a matrix; or the adapter can't be read.
    """
    config = own_lora.config(adapter)
    if config.get("peft_type") != "LORA":
        raise TrainingError(
            f"The adapter in {adapter} is of the kind {config.get('peft_type')}, known is LORA.", code="adapter-kind"
        )
    trained_on = str(config.get("base_model_name_or_path") or "")
    for difference in (_by_name(trained_on, base), _by_shape(Path(trained_on), base), _by_matrices(adapter, base)):
        if difference:
            raise TrainingError(
                f"The adapter in {adapter} was made for another base than {base.name}: {difference}.",
                code="adapter-base",
                hint="Set `base` in recipe.yaml to the one that it was trained on, or run `train` again.",
            )


def _by_name(trained_on: str, base: Base) -> str:
    """Hub ids can be compared; paths of another machine can't."""
    both_ids = all(name.count("/") == 1 and not name.startswith((".", "/", "~")) for name in (trained_on, base.name))
    if both_ids and not Path(trained_on).is_dir() and trained_on.lower() != base.name.lower():
        return f"it names {trained_on}"
    return ""


def _by_shape(trained_on: Path, base: Base) -> str:
    """Where the folder that it names is still there, the networks must be alike."""
    file = trained_on / "config.json"
    if not trained_on.name or not file.is_file() or trained_on.resolve() == base.folder.resolve():
        return ""
    try:
        theirs: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""  # that folder is not needed; the matrices decide
    ours = base.config()
    other = [key for key in _SHAPE if theirs.get(key) != ours.get(key)]
    return f"{other[0]} is {theirs.get(other[0])} in {trained_on} and {ours.get(other[0])} here" if other else ""


def _by_matrices(adapter: Path, base: Base) -> str:
    sizes = {stored.name: stored.shape for stored in weights.of_folder(base.folder)}
    pairs = own_lora.matrices(adapter)
    if not pairs:
        return "it holds no LoRA matrix"
    for name, (a, b) in pairs.items():
        shape = sizes.get(name)
        if shape is None:
            return f"this base has no {name}"
        if (b.shape[0], a.shape[1]) != shape or a.shape[0] != b.shape[1]:
            return f"{name} is {' x '.join(map(str, shape))} here and {b.shape[0]} x {a.shape[1]} in the adapter"
    return ""
