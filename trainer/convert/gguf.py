"""Hugging Face folders and PEFT adapters become GGUF files. Main thread of the stage's process.

llama.cpp's own converter does it wherever it can be had (about ninety architectures, and it always matches the
llama.cpp that will read the file); without a network our own converter does it for Qwen2, Qwen3 and Llama. Both write
beside the target and rename.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.convert import own, own_lora, pre_tokenizer, source, vocabulary
from trainer.convert.own import Tell

log = logging.getLogger(__name__)
_SECONDS = 6 * 3600  # for the largest models on the slowest disks
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Converter:
    """folder: of llama.cpp's converter; None = our own. label: for the manifest. why: why our own."""

    folder: Path | None
    label: str
    why: str = ""


def choose(folder: Path, *, offline: bool) -> Converter:
    """Which converter can take the model in `folder`.

    Raises:
        TrainingError: llama.cpp's can't be had and ours does not know this architecture.
    """
    try:
        return Converter(source.fetch(offline), f"llama.cpp of llama-cpp-python {source.version()}")
    except TrainingError as error:
        if error.code in ("converter-hash", "converter-archive", "converter-missing"):
            raise  # somebody should look at that file
        refusal = own.refusal(folder)
        if refusal:
            raise TrainingError(
                f"{error.message} It is needed: {refusal}.", code=error.code, hint=error.hint
            ) from error
        log.info("converting without llama.cpp's converter: %s", error.code)
        return Converter(None, "own", error.code)


def model(
    converter: Converter, folder: Path, target: Path, *, template: str, name: str, pre: str = "", tell: Tell
) -> None:
    """The model in `folder` as F16 GGUF with this chat template. pre: llama.cpp's name for the tokenizer's split,
    where neither it nor we recognize it.

    Raises:
        TrainingError: the model can't be converted; the message says what was in the way.
    """
    if converter.folder is None:
        own.convert(folder, target, template=template, name=name, pre=pre, tell=tell)
        return
    part = target.with_name(target.name + ".part")
    arguments = [str(folder), "--outfile", str(part), "--outtype", "f16", "--model-name", name]
    _run(converter.folder, "convert_hf_to_gguf.py", arguments, folder, part, target, template=template, pre=pre)
    tell(1, 1, "")


def adapter(converter: Converter, folder: Path, base: Path, target: Path, *, tell: Tell) -> None:
    """The PEFT adapter in `folder`, made for the model in `base`, as GGUF LoRA.

    Raises:
        TrainingError: as `model`; or it holds more than LoRA matrices.
    """
    own_lora.check(folder)
    if converter.folder is None:
        own_lora.convert(folder, base, target, tell=tell)
        return
    part = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(prefix="companion-adapter-") as place:
        staged = own_lora.plain_alpha(folder, Path(place))
        arguments = [str(staged), "--base", str(base), "--outfile", str(part), "--outtype", "f32"]
        _run(converter.folder, "convert_lora_to_gguf.py", arguments, base, part, target, template=None, pre="")
    tell(1, 1, "")


def _run(
    converter: Path,
    script: str,
    arguments: list[str],
    model_folder: Path,
    part: Path,
    target: Path,
    *,
    template: str | None,
    pre: str,
) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    settings: dict[str, Any] = {"folder": str(converter), "script": script, "arguments": arguments}
    settings |= {"template": template, "pre": pre or _guess(model_folder), "forced": bool(pre)}
    settings["bos"] = vocabulary.adds_bos(model_folder)
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    try:
        with tempfile.TemporaryDirectory(prefix="companion-convert-") as place:
            file = Path(place) / "settings.json"
            file.write_text(json.dumps(settings), encoding="utf-8")
            command = [sys.executable, "-W", "ignore", "-m", "trainer.convert.run_llama_cpp", str(file)]
            done = _call(command, environment)
        if done.returncode != 0 or not part.is_file():
            raise _explained(done, model_folder)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _call(command: list[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TrainingError(
            f"llama.cpp's converter did not finish within {_SECONDS // 3600} hours.", code="convert-failed"
        ) from error


def _guess(folder: Path) -> str:
    """Our name for the tokenizer's split; "" where we don't know it either (llama.cpp may)."""
    path = folder / "tokenizer.json"
    if not path.is_file():
        return ""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return pre_tokenizer.recognized(data)


def _explained(done: "subprocess.CompletedProcess[str]", folder: Path) -> TrainingError:
    said = done.stderr + done.stdout
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if "BPE pre-tokenizer was not recognized" in said:
        return TrainingError(
            f"llama.cpp does not recognize how the tokenizer in {folder} splits text.",
            code="pre-tokenizer-unknown",
            hint="Name its pre-tokenizer in the recipe, e.g. `pre_tokenizer: qwen2`; verify proves the choice.",
        )
    if "No module named" in said:
        module = said.rpartition("No module named")[2].split("\n")[0].strip(" '\"")
        return TrainingError(
            f"llama.cpp's converter needs the library {module} for this model.",
            code="convert-library",
            hint=f"Install it: pip install {module}",
        )
    if "No space left" in said:
        return TrainingError("The disk is full.", code="disk", hint="Free some disk space and run again.")
    reason = lines[-1] if lines else f"it ended with {done.returncode} and gave no reason"
    return TrainingError(
        f"llama.cpp's converter could not take {folder}: {reason}",
        code="convert-failed",
        hint="Choose a base whose architecture llama.cpp knows.",
    )
