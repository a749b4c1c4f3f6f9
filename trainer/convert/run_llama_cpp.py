"""Runs llama.cpp's converter scripts with what we know better than they. A process of its own, nothing else.

    python -m trainer.convert.run_llama_cpp SETTINGS.json

SETTINGS: folder (the unpacked converter), script, arguments, pre (our name of the tokenizer's split; forced: above its
own), template (the chat template to write), bos (does the tokenizer put a BOS token first); null = leave it. The
converter brings its own `gguf` package, which must match it; it is put before the installed one.
"""

import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Patches, then runs the script as `__main__`; its exit code is ours."""
    settings = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(settings["folder"])
    os.environ.pop("NO_LOCAL_GGUF", None)
    sys.path[:0] = [str(folder), str(folder / "gguf-py")]
    _patch(settings)
    script = folder / settings["script"]
    sys.argv = [str(script), *settings["arguments"]]
    runpy.run_path(str(script), run_name="__main__")


def _patch(settings: dict[str, Any]) -> None:
    import gguf  # the converter's own
    from conversion.base import TextModel  # type: ignore[import-not-found]

    recognize = TextModel.get_vocab_base_pre
    pieces = TextModel._create_vocab_sentencepiece
    vocabulary = gguf.SpecialVocab.add_to_gguf

    def named(self: Any, tokenizer: Any) -> str:
        """Its own name for a tokenizer that it recognizes by hash, else ours."""
        if settings["forced"]:
            return str(settings["pre"])
        try:
            return str(recognize(self, tokenizer))
        except NotImplementedError:
            if not settings["pre"]:
                raise
            return str(settings["pre"])

    def sentencepiece(self: Any) -> Any:
        """The script imports the library before it looks whether the model has such a vocabulary at all."""
        if not (self.dir_model / "tokenizer.model").is_file():
            raise FileNotFoundError(self.dir_model / "tokenizer.model")
        return pieces(self)

    def with_template(self: Any, writer: Any, quiet: bool = False) -> None:
        if settings["template"] is not None:
            self.chat_template = settings["template"]
        if settings["bos"] is not None:
            self.add_special_token["bos"] = settings["bos"]
        vocabulary(self, writer, quiet)

    TextModel.get_vocab_base_pre = named
    TextModel._create_vocab_sentencepiece = sentencepiece
    gguf.SpecialVocab.add_to_gguf = with_template


if __name__ == "__main__":
    main()
