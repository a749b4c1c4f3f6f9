"""`python -m trainer.starter.pocketsphinx_grammar`: the starter's English sentences as a grammar for PocketSphinx.

Writes assets/starter/pocketsphinx/starter.gram from sentences.yaml. Every word is looked up in the dictionary that
comes with PocketSphinx; its words spell what is heard, the comments how it is written.
"""

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from companion import paths
from companion.errors import TrainingError

SENTENCES = Path(__file__).resolve().parent / "sentences.yaml"


def spoken(sentence: str) -> str:
    """The words of a sentence as the dictionary has them: lower case, without punctuation."""
    return " ".join(re.sub(r"[^a-z' -]", " ", sentence.lower().replace("’", "'")).split())


def sentences(path: Path = SENTENCES) -> list[str]:
    """The English sentences as written; a place to pause is a space."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))["en"]
    return list(dict.fromkeys(" ".join(str(line).replace("|", " ").split()) for line in listed))


def grammar(listed: Iterable[str], dictionary: frozenset[str]) -> str:
    """JSGF text. Raises TrainingError that names all words without a pronunciation."""
    listed = list(listed)
    unknown = sorted({word for line in listed for word in spoken(line).split() if word not in dictionary})
    if unknown:
        raise TrainingError(
            f"PocketSphinx's dictionary has no pronunciation for: {', '.join(unknown)}.",
            code="grammar-unknown-word",
            hint="Say it with other words in trainer/starter/sentences.yaml.",
        )
    alternatives = "\n  | ".join(dict.fromkeys(spoken(line) for line in listed))
    comments = "\n".join(f"// {line}" for line in listed)
    return f"#JSGF V1.0;\n{comments}\ngrammar starter;\npublic <said> =\n    {alternatives}\n  ;\n"


def dictionary() -> frozenset[str]:
    """The words of PocketSphinx's own dictionary."""
    from pocketsphinx import get_model_path

    lines = (Path(get_model_path()) / "en-us" / "cmudict-en-us.dict").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split(" ", 1)[0] for line in lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="trainer.starter.pocketsphinx_grammar", description=__doc__)
    parser.add_argument("--out", type=Path, default=paths.assets() / "starter" / "pocketsphinx" / "starter.gram")
    out: Path = parser.parse_args(arguments).out
    text = grammar(sentences(), dictionary())
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(out.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(out)
    print(f"{out}: {len(sentences())} sentences")


if __name__ == "__main__":
    main()
