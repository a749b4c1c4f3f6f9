"""Makes the starter brain from nothing: `python -m trainer.starter.brain.build --out assets/starter/brain`.

dialogues -> tokenizer -> training -> GGUF (Q8_0) -> proof -> evaluation -> sidecar. One process, one thread; writes
the work folder (checkpoints, kept for --resume) and, at the end, the four files of the out folder; with `--base-out`
also the Hugging Face folder that fine-tuning starts from. `--quick` makes a toy in about a minute.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from companion import paths
from companion.errors import CompanionError, TrainingError
from companion.persona import prompt
from companion.persona.character import Character
from trainer.starter import cast, scenes
from trainer.starter.brain import dialogues, evaluate, export, network, tokens, train, verify
from trainer.starter.brain.expand import RECALLED, Expander, lexicon
from trainer.starter.brain.held_out import SENTENCES

NAME = "starter-q8_0"
SAMPLING = {"temperature": 0.5, "repeat_penalty": 1.0}  # 86 % to the point, against 75 % with the app's own
LABEL = "small starter model"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build is made of."""

    vocab: int = 6144
    hidden: int = 256
    layers: int = 4
    ffn: int = 512
    steps: int = 4800
    seed: int = 1
    batch: int = 3072
    longest: int = 2048
    lexicon: int = 4000
    free: int = 1000
    asked: int = 100_000
    prompts: int = 40


QUICK = Settings(
    vocab=1024,
    hidden=64,
    layers=1,
    ffn=128,
    steps=30,
    batch=1024,
    longest=512,
    lexicon=150,
    free=10,
    asked=12,
    prompts=4,
)


def shape_of(settings: Settings) -> network.Shape:
    heads = max(1, settings.hidden // 64)
    return network.Shape(
        vocab=settings.vocab,
        hidden=settings.hidden,
        layers=settings.layers,
        heads=heads,
        kv_heads=max(1, heads // 2),
        ffn=settings.ffn,
    )


def data_sha256(folder: Path = dialogues.DATA) -> str:
    """Digest of all that the training is made of besides the characters' cards: intents, seed dialogues, sentences."""
    digest = hashlib.sha256()
    seeds = [path for name in cast.CAST for path in sorted((cast.folder(name) / "dialogues").rglob("*.yaml"))]
    for path in [*sorted(folder.glob("*.yaml")), *seeds, SENTENCES]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def build(
    settings: Settings,
    out: Path,
    work: Path,
    report: train.Report,
    *,
    resume: bool = False,
    judge: bool = True,
    base_out: Path | None = None,
) -> dict[str, Any]:
    """The whole way; returns what is written into the sidecar.

    Raises:
        CompanionError: a fault in the dialogues, a diverged training, a GGUF that is not the network.
    """
    written = dialogues.load()
    characters = cast.characters()
    expander = Expander(scenes.load(), characters, written.slots)
    work.mkdir(parents=True, exist_ok=True)
    tokenizer_file = work / "tokenizer.json"
    if not (resume and tokenizer_file.is_file()):
        report("tokenizer")
        tokens.train(lexicon(expander, characters, settings.seed, settings.lexicon), settings.vocab).save(
            str(tokenizer_file)
        )
    tokenizer = tokens.load(tokenizer_file)
    shape = shape_of(settings)
    plan = train.Plan(steps=settings.steps, seed=settings.seed, batch=settings.batch, longest=settings.longest)
    weights = train.run(expander, tokenizer, shape, plan, work, report, resume=resume)
    hugging_face(weights, shape, tokenizer_file, work / "hf")
    draft = work / f"{NAME}.gguf"
    export.write(weights, shape, tokenizer_file, work / "starter-f32.gguf", kind="f32", name="starter")
    export.write(weights, shape, tokenizer_file, draft, kind="q8_0", name="starter")
    proof = prove(weights, shape, tokenizer, expander, work, settings)
    report(f"parity {proof}")
    about = sidecar(settings, shape, plan, characters) | {"parity": proof}
    samples: list[evaluate.Sample] = []
    if judge:
        about["evaluation"], samples, counts = evaluate.evaluate(
            draft, written, characters, settings.seed, settings.free, expander.recalls, settings.asked
        )
        report(json.dumps(about["evaluation"]))
        faults = {name: count.wrong for name, count in counts.items() if count.wrong}
        (work / "faults.json").write_text(json.dumps(faults, ensure_ascii=False, indent=1), encoding="utf-8")
    publish(out, draft, about, samples)
    if base_out is not None:
        publish_base(work / "hf", base_out)
    return about


def prove(
    weights: network.Weights,
    shape: network.Shape,
    tokenizer: Any,
    expander: Expander,
    work: Path,
    settings: Settings,
) -> dict[str, Any]:
    """Single precision must agree with torch everywhere; Q8_0 is reported. Raises TrainingError."""
    exact = verify.parity(weights, shape, tokenizer, expander, work / "starter-f32.gguf", settings.prompts)
    if exact.next_token != exact.next_token_of:
        raise TrainingError(
            f"llama.cpp continues {exact.next_token_of - exact.next_token} of {exact.next_token_of} prompts otherwise "
            "than torch.",
            code="starter-parity",
        )
    small = verify.parity(weights, shape, tokenizer, expander, work / f"{NAME}.gguf", settings.prompts)
    return {"f32": asdict(exact), "q8_0": asdict(small)}


def sidecar(
    settings: Settings, shape: network.Shape, plan: train.Plan, characters: Mapping[str, Character]
) -> dict[str, Any]:
    """What belongs beside the GGUF: what it was trained with, and on."""
    return {
        "label": LABEL,
        "prompt_version": prompt.VERSION,
        "chat_template_sha256": hashlib.sha256(prompt.CHAT_TEMPLATE.encode("utf-8")).hexdigest(),
        "characters": {name: character.digest for name, character in characters.items()},
        "sampling": SAMPLING,
        "recall": RECALLED,
        "answers": "written",  # 46 % of the held-out turns to the point, 19 % in words of its own
        "seed": settings.seed,
        "data_sha256": data_sha256(),
        "steps": plan.steps,
        "tokens_seen": plan.steps * plan.batch,
        "parameters": shape.parameters(),
        "network": shape.to_json(),
        "training": asdict(plan),
    }


def hugging_face(weights: network.Weights, shape: network.Shape, tokenizer_file: Path, folder: Path) -> None:
    """The same weights as a Hugging Face checkpoint: the base of later fine-tuning."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: weight.contiguous() for name, weight in weights.items()}, str(folder / "model.safetensors"))
    (folder / "config.json").write_text(json.dumps(shape.hugging_face(), indent=1), encoding="utf-8")
    (folder / "tokenizer.json").write_bytes(tokenizer_file.read_bytes())
    about = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": tokens.TURN_END,
        "pad_token": tokens.END_OF_TEXT,
        "chat_template": prompt.CHAT_TEMPLATE,
        "model_max_length": shape.context,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(about, indent=1), encoding="utf-8")


def publish(out: Path, draft: Path, about: dict[str, Any], samples: Sequence[evaluate.Sample]) -> None:
    """Replaces the files of the out folder, each as a whole; the GGUF before the sidecar that vouches for it."""
    out.mkdir(parents=True, exist_ok=True)
    files = {
        f"{NAME}.gguf": draft.read_bytes(),
        f"{NAME}.json": (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode("utf-8"),
    }
    if samples:
        files["samples.txt"] = "".join(_shown(sample) for sample in samples[:60]).encode("utf-8")
    for name, data in files.items():
        _replace(out / name, data)


def publish_base(made: Path, out: Path) -> None:
    """Replaces the files of the base folder, the weights last; its README is written by hand and stays."""
    out.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "tokenizer_config.json", "config.json", "model.safetensors"):
        _replace(out / name, (made / name).read_bytes())


def _replace(target: Path, data: bytes) -> None:
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(data)
    part.replace(target)


def _shown(sample: evaluate.Sample) -> str:
    mood = sample.said.mood
    return f"{sample.character} < {sample.question}\n  {mood.emotion} {mood.intensity} > {sample.said.text}\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 built, 1 a fault that is named on stderr, 2 wrong arguments."""
    parser = argparse.ArgumentParser(prog="python -m trainer.starter.brain.build", description=__doc__)
    parser.add_argument("--out", type=Path, default=paths.assets() / "starter" / "brain")
    parser.add_argument("--base-out", type=Path, default=None, help="also write the Hugging Face folder here")
    parser.add_argument("--work", type=Path, default=None, help="checkpoints and drafts (default: the program's cache)")
    parser.add_argument("--steps", type=int, default=None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on from the newest checkpoint of the work folder")
    parser.add_argument("--quick", action="store_true", help="a toy in about a minute, to try the whole way")
    given = parser.parse_args(arguments)
    base = QUICK if given.quick else Settings()
    settings = Settings(**{**asdict(base), "seed": given.seed, "steps": given.steps or base.steps})
    work = given.work or paths.cache() / ("starter-brain-quick" if given.quick else "starter-brain")
    try:
        build(
            settings,
            given.out,
            work,
            lambda line: print(line, flush=True),
            resume=given.resume,
            base_out=given.base_out,
        )
    except CompanionError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
