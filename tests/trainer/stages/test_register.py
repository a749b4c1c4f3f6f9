"""register: versions, the app's menu, rollback, Ollama, and what must never reach the menu."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from companion import paths
from companion.engines.llm import _sidecar
from companion.errors import TrainingError
from companion.persona import model_card, prompt
from companion.persona.character import find_character, list_characters, load_character
from tests.trainer import tuned
from trainer import modelfile, versions
from trainer.convert import own
from trainer.stage import Context, GateFailed
from trainer.stages import register
from trainer.workspace import Workspace

FIGURES = {"identity": {"value": 0.97, "low": 0.9, "high": 1.0, "n": 60}, "leak": {"value": 0.0, "n": 60}}


def promoted(place: Workspace, variants: tuple[str, ...] = ("main",), passed: bool = True, mark: str = "1") -> None:
    """What evaluate and quantize leave. The model is the starter base, so that the app can really load it."""
    card = {
        "passed": passed,
        "gates": [{"name": "leak", "passed": passed}, {"name": "json_valid", "passed": True}],
        "variants": {variant: {"overall": FIGURES} for variant in variants},
        "mark": mark,
    }
    place.stage("evaluate").mkdir(parents=True, exist_ok=True)
    (place.stage("evaluate") / "card.json").write_text(json.dumps(card))
    (place.stage("evaluate") / "card.html").write_text(f"<p>{mark}</p>")
    for variant in (*variants, "base"):
        folder = place.stage("quantize") / variant
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model-q8_0.gguf").unlink(missing_ok=True)  # a version holds the old one by a second name
        own.convert(tuned.BASE, folder / "model-q8_0.gguf", template=mark, name=mark, tell=lambda *_: None)


def ctx(place: Workspace, fingerprint: str = "a" * 64, **recipe: Any) -> Context:
    base = {"deploy": "q8_0", "prompt": "full"} | recipe
    made = tuned.context(place, "register", base)
    return Context(
        made.workspace,
        made.recipe,
        made.character,
        made.out,
        made.tell,
        made.event,
        fingerprint=fingerprint,
        offline=True,
    )


@pytest.fixture
def place(own_home: Path) -> Workspace:
    made = tuned.workspace(own_home / "training", "rapunzel")
    promoted(made)
    return made


def test_she_stands_in_the_menu_with_her_model(place: Workspace) -> None:
    """F11: the app's own list shows her; her card names the model, whose card says how she was trained."""
    counts = register.run(ctx(place))
    assert counts["version"] == 1 and counts["app"] == "in the menu"
    assert "rapunzel" in {character.id for character in list_characters().characters}
    assert not list_characters().broken
    she = find_character("rapunzel")
    assert she.brain == "rapunzel-v1-q8_0.gguf" and she.adapter is None
    model = paths.resolve(she.brain, base=she.folder)
    assert model == paths.user_models() / "rapunzel-v1-q8_0.gguf" and model.is_file()
    card = model_card.read(model)
    assert card.prompt_version == prompt.VERSION and card.template == model_card.template_sha256()
    assert card.characters == {"rapunzel": she.digest} and card.detail_for("rapunzel") == "full"
    assert card.sampling["temperature"] == 0.7 and card.sampling["max_tokens"] == 300
    data = json.loads(model_card.path_for(model).read_text())
    assert data["evaluation"] == {"identity": 0.97, "leak": 0.0}
    assert data["sha256"] == versions.sha256(model)
    assert data["base"] == {
        "name": "starter",
        "licence": register.base.resolve(ctx(place).recipe).licence,
        "commercial": True,
    }


def test_the_version_is_whole_in_itself(place: Workspace) -> None:
    register.run(ctx(place))
    version = versions.load(place, 1)
    versions.check(place, version)
    folder = versions.folder(place, 1)
    assert {path.name for path in folder.iterdir()} == {"rapunzel", "card.json", "card.html", "version.json"}
    assert set(version.files) >= {"rapunzel/character.yaml", "rapunzel/model-q8_0.gguf", "rapunzel/Modelfile"}
    assert versions.current(place) == 1
    (folder / "card.json").write_text("{}")
    with pytest.raises(TrainingError, match=r"card.json is missing or was changed"):
        versions.check(place, version)


def test_a_failed_gate_never_reaches_the_menu(place: Workspace) -> None:
    """F13: the report names the row, and the version in use stays."""
    register.run(ctx(place))
    promoted(place, passed=False)
    with pytest.raises(GateFailed, match=r"did not pass: leak[.] Nothing was registered"):
        register.run(ctx(place, "b" * 64))
    assert versions.current(place) == 1 and len(versions.every(place)) == 1
    assert find_character("rapunzel").brain == "rapunzel-v1-q8_0.gguf"


def test_the_same_result_twice_is_one_version(place: Workspace) -> None:
    """Killed after the version was written, before the app knew: the next run goes on."""
    register.run(ctx(place))
    (paths.user_characters() / "rapunzel" / "character.yaml").unlink()
    assert register.run(ctx(place))["version"] == 1
    assert find_character("rapunzel").brain == "rapunzel-v1-q8_0.gguf"
    assert not list(place.versions.glob(".*"))


def test_the_version_before_is_one_command_away(place: Workspace) -> None:
    register.run(ctx(place))
    promoted(place, mark="2")
    register.run(ctx(place, "b" * 64))
    assert find_character("rapunzel").brain == "rapunzel-v2-q8_0.gguf"
    assert not (paths.user_models() / "rapunzel-v1-q8_0.gguf").exists()  # the version keeps its own
    assert versions.rollback(place).number == 1
    assert versions.current(place) == 1
    assert find_character("rapunzel").brain == "rapunzel-v1-q8_0.gguf"
    assert (paths.user_models() / "rapunzel-v1-q8_0.gguf").is_file()
    assert not (paths.user_models() / "rapunzel-v2-q8_0.gguf").exists()
    assert versions.rollback(place, 2).number == 2
    with pytest.raises(TrainingError, match="has no version 7") as caught:
        versions.rollback(place, 7)
    assert "Versions: 1, 2." in caught.value.hint
    versions.rollback(place, 1)
    with pytest.raises(TrainingError, match="no earlier version than 1"):
        versions.rollback(place)
    promoted(place, mark="3")
    assert register.run(ctx(place, "c" * 64))["version"] == 3  # after going back, numbers go on


def test_old_versions_go_but_never_the_current_one(place: Workspace) -> None:
    keep = {"register": {"keep_versions": 2}}
    for number in range(1, 5):
        promoted(place, mark=str(number))
        register.run(ctx(place, str(number) * 64, **keep))
    assert [version.number for version in versions.every(place)] == [3, 4]
    versions.rollback(place, 3)
    assert versions.prune(place, 1) == []
    assert versions.summary(versions.load(place, 3))["characters"] == ["rapunzel"]


def test_what_the_person_changed_in_the_app_stays(place: Workspace) -> None:
    """Her avatar, comments and own words; what the workspace changed comes in."""
    register.run(ctx(place))
    file = paths.user_characters() / "rapunzel" / "character.yaml"
    text = file.read_text(encoding="utf-8").replace("avatar:\n", "# my favourite look\navatar:\n", 1)
    data = yaml.safe_load(text)
    mine = text.replace(f"author: {data['author']}", "author: somebody at home") if data.get("author") else text
    mine = mine.rstrip("\n") + "\naliases: [Punzie]\n" if "aliases" not in data else mine
    mine += "" if data.get("author") else "author: somebody at home\n"
    file.write_text(mine, encoding="utf-8")
    card = place.character_file.read_text(encoding="utf-8")
    new = yaml.safe_load(card)["keywords"] + ["머리카락"]
    from trainer.character_text import set_key

    place.character_file.write_text(set_key(card, "keywords", new), encoding="utf-8")
    promoted(place, mark="2")
    register.run(ctx(place, "b" * 64))
    she = find_character("rapunzel")
    assert she.author == "somebody at home" and "머리카락" in she.keywords
    assert she.brain == "rapunzel-v2-q8_0.gguf"
    assert "# my favourite look" in file.read_text(encoding="utf-8")
    assert (file.parent / "character.before-2.yaml").read_text(encoding="utf-8") == mine


def test_a_card_that_the_app_could_not_read_changes_nothing(place: Workspace) -> None:
    register.run(ctx(place))
    file = paths.user_characters() / "rapunzel" / "character.yaml"
    before = file.read_bytes()
    file.write_bytes(before + b"unknown_key: 1\n")
    promoted(place, mark="2")
    with pytest.raises(TrainingError, match="unknown key `unknown_key`"):
        register.run(ctx(place, "b" * 64))
    assert file.read_bytes() == before + b"unknown_key: 1\n"
    assert versions.current(place) == 1


def test_four_variants_share_one_base(own_home: Path) -> None:
    """B2: four characters in the menu, one base on the disk, an adapter each."""
    place = tuned.workspace(own_home / "training", "blood")
    names = ("A", "B", "O", "AB")
    promoted(place, names)
    for number, variant in enumerate(names):
        folder = place.stage("convert") / variant
        folder.mkdir(parents=True)
        (folder / "adapter.gguf").write_bytes(b"GGUF adapter %d" % number)
    recipe = {"register": {"adapter": True}, "variants": {name: f"manner {name}" for name in names}}
    assert register.run(ctx(place, **recipe))["characters"] == "blood_a, blood_b, blood_o, blood_ab"
    bases = set()
    for name in ("blood_a", "blood_b", "blood_o", "blood_ab"):
        she = find_character(name)
        assert she.brain and she.adapter == f"{name}-v1-adapter.gguf"
        bases.add(paths.resolve(she.brain, base=she.folder))
        adapter = paths.resolve(she.adapter, base=she.folder)
        assert adapter.is_file() and model_card.read(adapter).characters == {name: she.digest}
        said = (versions.folder(place, 1) / name / "Modelfile").read_text(encoding="utf-8")
        assert "FROM ../base/model-q8_0.gguf\nADAPTER ./adapter.gguf\n" in said
    (shared,) = bases
    assert shared.is_file() and model_card.read(shared).characters == {}
    listed = [one for one in list_characters().characters if one.id.startswith("blood_")]
    assert [one.title("ko") for one in listed] == [f"백설공주 ({name})" for name in ("A", "AB", "B", "O")]
    assert len({one.digest for one in listed}) == 1, "her prompt is the same for all"
    assert find_character("백설공주 (AB)").id == "blood_ab"
    assert len(list(paths.user_models().glob("*.gguf"))) == 5


def test_variants_that_would_be_one_character(own_home: Path) -> None:
    place = tuned.workspace(own_home / "training", "blood")
    with pytest.raises(TrainingError, match="two variants would both be the character 'blood_a'"):
        register.run(ctx(place, variants={"A": "x", "a": "y"}))


def test_a_base_that_must_not_be_sold(place: Workspace, tmp_path: Path) -> None:
    """E12: told before a run too (tests/trainer/preflight)."""
    import shutil

    base = tmp_path / "EXAONE-3.5-2.4B-Instruct"
    shutil.copytree(tuned.BASE, base)
    (base / "README.md").unlink(missing_ok=True)
    with pytest.raises(TrainingError, match=r"EXAONE AI Model License .* which forbids it"):
        register.run(ctx(place, base=str(base), commercial=True))
    assert not list_characters().characters or "rapunzel" not in {one.id for one in list_characters().characters}
    assert register.run(ctx(place, commercial=True))["version"] == 1


OLLAMA = """#!/bin/sh
echo "$@" >> "$OLLAMA_LOG"
case "$1" in
  list) [ -n "$OLLAMA_DOWN" ] && exit 1; printf 'NAME ID SIZE MODIFIED\\n'; cat "$OLLAMA_HAS" 2>/dev/null || true ;;
  rm) : > "$OLLAMA_HAS" ;;
  create) [ -n "$OLLAMA_FAIL" ] && { echo "Error: unsupported architecture" >&2; exit 1; }
    grep -q '^FROM ./model-q8_0.gguf$' "$4" && [ -f model-q8_0.gguf ] || exit 2
    printf '%s:latest abc 3MB now\\n' "$2" > "$OLLAMA_HAS" ;;
esac
"""


@pytest.fixture
def with_ollama(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An `ollama` that keeps a list and writes down how it was called."""
    program = tmp_path / "bin" / "ollama"
    program.parent.mkdir()
    program.write_text(OLLAMA)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("OLLAMA_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("OLLAMA_HAS", str(tmp_path / "has"))
    return tmp_path / "log"


def test_ollama_is_given_the_model_again_and_again(place: Workspace, with_ollama: Path) -> None:
    """F8, F10: list, rm if it is there, create; twice is the same as once."""
    counts = register.run(ctx(place))
    assert "rapunzel: created; talk to it with: ollama run rapunzel" in str(counts["notes"])
    assert "rapunzel: replaced" in str(register.run(ctx(place))["notes"])
    verbs = [line.split()[0] for line in with_ollama.read_text().splitlines()]
    assert verbs == ["list", "create", "list", "rm", "create"]


def test_ollama_that_is_not_there_is_told_not_hidden(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert "skipped: Ollama is not installed" in str(register.run(ctx(place))["notes"])
    with pytest.raises(TrainingError, match=r"register[.]ollama is `on`, but Ollama is not installed"):
        register.run(ctx(place, register={"ollama": "on"}))
    assert "Ollama, rapunzel: not asked for" in str(register.run(ctx(place, register={"ollama": "off"}))["notes"])


def test_ollama_that_fails(place: Workspace, with_ollama: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_DOWN", "1")
    assert "skipped: Ollama does not answer" in str(register.run(ctx(place))["notes"])
    monkeypatch.delenv("OLLAMA_DOWN")
    monkeypatch.setenv("OLLAMA_FAIL", "1")
    with pytest.raises(TrainingError, match="unsupported architecture") as caught:
        register.run(ctx(place))
    assert "ollama create rapunzel -f" in caught.value.hint
    assert find_character("rapunzel").brain == "rapunzel-v1-q8_0.gguf"  # the app has her all the same


def test_a_template_that_ollama_can_not_have_is_told(place: Workspace) -> None:
    """B6: the app knows this form; Ollama's templates can't take a user turn apart."""
    counts = register.run(ctx(place, template="bloodtype"))
    assert "Ollama, rapunzel: skipped: her chat template can't be written as a Modelfile" in str(counts["notes"])
    assert not (versions.folder(place, 1) / "rapunzel" / "Modelfile").exists()
    model = paths.user_models() / "rapunzel-v1-q8_0.gguf"
    assert model_card.read(model).turns == "bloodtype" and _sidecar.check_prompt(model) == []


def test_the_modelfile_holds_everything_that_fairy_tale_lacked(place: Workspace) -> None:
    """F9: its sampling values, and TEMPLATE, SYSTEM and stop."""
    register.run(ctx(place))
    text = (versions.folder(place, 1) / "rapunzel" / "Modelfile").read_text(encoding="utf-8")
    for line in ("temperature 0.7", "top_p 0.95", "top_k 40", "num_predict 300", "repeat_penalty 1.1"):
        assert f"PARAMETER {line}\n" in text
    assert "PARAMETER repeat_last_n 64\n" in text and 'PARAMETER stop "<|im_end|>"\n' in text
    system = prompt.system_text(load_character(place.folder), "ko", detail="full")
    assert modelfile.parse(text)[1] == system
    assert modelfile.render(text, [{"role": "user", "content": "[neutral] 안녕"}]) == prompt.chatml(
        [prompt.Message("system", system), prompt.Message("user", "[neutral] 안녕")]
    )
