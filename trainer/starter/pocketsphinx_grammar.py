"""`python -m trainer.starter.pocketsphinx_grammar`: the starter's English sentences as a grammar for PocketSphinx.

Writes assets/starter/pocketsphinx/starter.gram from sentences.yaml. Every word is looked up in the dictionary that
comes with PocketSphinx, or is one of the names below; its words spell what is heard, the comments how it is written
(`// `) and how a word sounds that the dictionary lacks (`//+ `).
"""

import argparse
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from companion import paths
from companion.errors import TrainingError

_Tree = dict[str, Any]
SENTENCES = Path(__file__).resolve().parent / "sentences.yaml"
# Names of the cast, in the phones of PocketSphinx's dictionary.
NAMES = {"daon": "D AA OW N", "moru": "M OW R UW", "nuri": "N UH R IY", "solmi": "S OW L M IY"}


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
    lacking = sorted({word for line in listed for word in spoken(line).split() if word not in dictionary})
    unknown = [word for word in lacking if word not in NAMES]
    if unknown:
        raise TrainingError(
            f"PocketSphinx's dictionary has no pronunciation for: {', '.join(unknown)}.",
            code="grammar-unknown-word",
            hint="Say it with other words in trainer/starter/sentences.yaml.",
        )
    alternatives = "\n  | ".join(_branches(_tree(spoken(line).split() for line in listed)))
    comments = "\n".join(f"// {line}" for line in listed)
    comments += "".join(f"\n//+ {word} {NAMES[word]}" for word in lacking)
    return f"#JSGF V1.0;\n{comments}\ngrammar starter;\npublic <said> =\n    {alternatives}\n  ;\n"


def _tree(listed: Iterable[list[str]]) -> _Tree:
    """Sentences with the same first words share them: PocketSphinx follows each beginning once. "" is an end."""
    root: _Tree = {}
    for words in listed:
        at = root
        for word in [*words, ""]:
            at = at.setdefault(word, {})
    return root


def _branches(tree: _Tree) -> list[str]:
    """One JSGF expansion for each first word."""
    made = []
    for word, after in tree.items():
        following = " | ".join(_branches({next_word: rest for next_word, rest in after.items() if next_word}))
        if not following:
            made.append(word)
        else:
            made.append(f"{word} [{following}]" if "" in after else f"{word} ({following})")
    return made


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
