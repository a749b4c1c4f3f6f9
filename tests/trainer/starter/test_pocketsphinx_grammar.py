"""The grammar that ships is the one that the sentences give."""

from pathlib import Path

import pytest

from companion import paths
from companion.engines.stt import pocketsphinx
from companion.errors import TrainingError
from trainer.starter import pocketsphinx_grammar


def test_shipped_grammar_is_up_to_date(tmp_path: Path) -> None:
    out = tmp_path / "made" / "starter.gram"
    pocketsphinx_grammar.main(["--out", str(out)])
    shipped = paths.assets() / "starter" / "pocketsphinx" / "starter.gram"
    assert out.read_text() == shipped.read_text(), "run python -m trainer.starter.pocketsphinx_grammar"
    assert out.read_text().count("\n// ") == len(pocketsphinx_grammar.sentences()) >= 60


def test_words_without_a_pronunciation_are_named_together() -> None:
    with pytest.raises(TrainingError, match="blorp, zorp"):
        pocketsphinx_grammar.grammar(["Zorp hello.", "Blorp!"], frozenset({"hello"}))


def test_engine_and_trainer_spell_alike() -> None:
    for line in [*pocketsphinx_grammar.sentences(), "Don’t - stop… NOW?"]:
        assert pocketsphinx.spoken(line) == pocketsphinx_grammar.spoken(line)


def test_sentences_with_the_same_beginning_share_it() -> None:
    words = frozenset({"i", "am", "sad", "happy", "no"})
    text = pocketsphinx_grammar.grammar(["I am sad.", "I am.", "I am happy.", "No, Moru!"], words)
    assert "    i (am [sad | happy])\n  | no (moru)\n" in text
    assert "\n//+ moru M OW R UW\n" in text
