"""The whole way on a toy, and what ships."""

import hashlib
import json
import random
from pathlib import Path

import pytest
import yaml

from companion import paths
from companion.persona import meant, model_card, prompt
from companion.persona.emotion import NEUTRAL
from trainer.starter import cast, scenes
from trainer.starter.brain import build, dialogues, evaluate, held_out
from trainer.starter.brain.speak import GREEDY, Speaker
from trainer.starter.understanding import material, plain

SHIPPED = paths.assets() / "starter" / "brain"


def test_quick_goes_the_whole_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, work = tmp_path / "out", tmp_path / "work"
    base = tmp_path / "base"
    arguments = ["--quick", "--steps", "4", "--out", str(out), "--work", str(work), "--base-out", str(base)]
    assert build.main(arguments) == 0
    about = json.loads((out / "starter-q8_0.json").read_text(encoding="utf-8"))
    assert about["prompt_version"] == prompt.VERSION
    assert about["steps"] == 4 and about["seed"] == 1
    assert set(about["characters"]) == set(cast.CAST)
    assert about["recall"] == 2
    assert about["parity"]["f32"]["next_token"] == about["parity"]["f32"]["next_token_of"] == 4
    assert about["evaluation"]["free_valid"]["of"] == 10
    assert sorted(path.name for path in base.iterdir()) == [
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    ]
    assert (base / "model.safetensors").read_bytes() == (work / "hf" / "model.safetensors").read_bytes()
    assert "step 4/4" in capsys.readouterr().out
    speaker = Speaker(out / "starter-q8_0.gguf", context=512)
    speaker.close()


def test_an_unknown_argument_ends_with_status_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        build.main(["--fast"])
    assert caught.value.code == 2
    assert "--fast" in capsys.readouterr().err


def test_a_checkpoint_of_other_settings_is_one_line_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "checkpoint.json").write_text('{"step": 1, "shape": {}, "plan": {"seed": 9}}', encoding="utf-8")
    arguments = ["--quick", "--steps", "1", "--resume", "--out", str(tmp_path / "out"), "--work", str(tmp_path)]
    assert build.main(arguments) == 1
    error = capsys.readouterr().err
    assert "another network or seed" in error and "Traceback" not in error


def test_the_digest_of_the_data_follows_every_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    one = build.data_sha256(tmp_path)
    (tmp_path / "a.yaml").write_text("a: 2\n", encoding="utf-8")
    assert build.data_sha256(tmp_path) != one


def sentences_of_the_shipped_ears() -> set[str]:
    known = json.loads((paths.assets() / "starter" / "ears" / "report.json").read_text(encoding="utf-8"))["sentences"]
    listed = yaml.safe_load(held_out.SENTENCES.read_text(encoding="utf-8"))
    return {held_out.fold(text.replace("| ", "")) for key, texts in listed.items() for text in texts[: known[key]]}


class TestShipped:
    """What lies in assets/starter/brain."""

    def test_it_is_small_and_belongs_to_this_prompt_and_these_characters(self) -> None:
        about = json.loads((SHIPPED / "starter-q8_0.json").read_text(encoding="utf-8"))
        assert (SHIPPED / "starter-q8_0.gguf").stat().st_size < 20 * 2**20
        assert about["label"] == "small starter model"
        assert about["prompt_version"] == prompt.VERSION
        assert about["chat_template_sha256"] == hashlib.sha256(prompt.CHAT_TEMPLATE.encode()).hexdigest()
        characters = cast.characters(tuple(about["characters"]))
        assert about["characters"] == {name: character.digest for name, character in characters.items()}
        assert about["parity"]["f32"]["next_token"] == about["parity"]["f32"]["next_token_of"] == 40

    def test_its_figures_hold_for_sentences_that_the_ears_hear(self) -> None:
        written = dialogues.load()
        speaker = Speaker(SHIPPED / "starter-q8_0.gguf")
        try:
            seeds = [scene for name in written.characters for scene in scenes.of_folder(name, cast.folder(name))]
            people = cast.characters(written.characters)
            lines = {name: found for name, who in people.items() if (found := meant.load(who.folder, who.called))}
            assert lines.keys() == people.keys() and model_card.read(SHIPPED / "starter-q8_0.gguf").written
            plainly = plain.written(written.characters, material.topics())
            judge = evaluate.Evaluation(speaker, written, people, 1, lines, written=True, seeds=seeds, plain=plainly)
            heard = sentences_of_the_shipped_ears()
            questions = [each for each in judge.questions(unseen=False) if held_out.fold(each[2]) in heard]
            assert len(questions) > 150
            counts = judge.to_the_point(random.Random(6).sample(questions, 40), GREEDY)
        finally:
            speaker.close()
        assert counts["point"].share >= 0.8, counts["point"].wrong
        assert counts["emotion"].share >= 0.8
        assert counts["language"].share >= 0.95
        assert counts["ended"].share == 1.0

    def test_she_answers_a_question_that_she_was_never_taught(self) -> None:
        written = dialogues.load()
        unseen = [
            (intent.name, ask)
            for intent in written.intents.values()
            for ask in intent.ask["ko"]
            if held_out.held_out(intent.name, ask)
        ]
        assert len(unseen) > 80
        speaker = Speaker(SHIPPED / "starter-q8_0.gguf")
        characters = cast.characters(written.characters)
        user = prompt.user_text(unseen[0][1], prompt.Context(NEUTRAL))
        try:
            for character in characters.values():
                said = speaker.reply(
                    prompt.build(character, "ko", (), user), random.Random(1), GREEDY, emotions=character.emotions
                )
                assert said.ended and evaluate.language_of(said.text) == "ko"
        finally:
            speaker.close()
