"""publish against a hub on loopback, by the real command and the real hub library."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from companion import paths
from tests.trainer import tuned
from tests.trainer.publishing.hub import Hub, serving
from tests.trainer.stages.test_register import ctx, promoted
from trainer.convert import gguf_file
from trainer.stages import register
from trainer.workspace import Workspace


@pytest.fixture
def place(own_home: Path) -> Workspace:
    """A character whose version 1 is registered, with the merged folder that it came from."""
    made = tuned.workspace(own_home / "training", "rapunzel")
    made.recipe_file.write_text("base: starter\ndeploy: q8_0\nquantize: [q8_0]\n")
    promoted(made)
    merged = made.stage("merge") / "main"
    merged.mkdir(parents=True)
    for name in ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"):
        (merged / name).write_bytes((tuned.BASE / name).read_bytes())
    register.run(ctx(made))
    return made


def publish(
    place: Workspace, *words: str, hub: str = "", token: str = "hf_secret"
) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"HF_ENDPOINT": hub, "HF_TOKEN": token, "HF_HUB_DISABLE_XET": "1"}
    command = [sys.executable, "-m", "trainer", "publish", place.id, *words, "--workspace", str(place.folder.parent)]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, env=environment, check=False)


def front(text: str) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(text.split("---\n")[1])
    return found


@pytest.mark.slow
def test_everything_arrives_whole_and_only_once(place: Workspace) -> None:
    """F14, E12: merged folder, GGUF, Modelfile, both cards; a broken upload goes on; private unless asked."""
    with serving() as hub:
        hub.fail_puts = 1
        done = publish(place, "me/rapunzel", "--dataset", "me/rapunzel-rows", hub=hub.url)
        assert done.returncode == 0, done.stderr
        assert f"model: {hub.url}/me/rapunzel" in done.stdout and "Only you can see it" in done.stdout
        _check(hub, place)
        blobs = len(hub.blobs)
        again = publish(place, "me/rapunzel", "--json", hub=hub.url)
        assert json.loads(again.stdout)["version"] == 1 and len(hub.blobs) == blobs
        assert hub.tokens == {"Bearer hf_secret"}
        assert "hf_secret" not in done.stdout + done.stderr + again.stdout
    assert not list(place.folder.glob(".publish-*"))


def _check(hub: Hub, place: Workspace) -> None:
    files = hub.files("me/rapunzel")
    version = place.versions / "1" / "rapunzel"
    assert files["model-q8_0.gguf"] == (version / "model-q8_0.gguf").read_bytes()
    assert files["model.safetensors"] == (tuned.BASE / "model.safetensors").read_bytes()
    assert {"config.json", "tokenizer.json", "Modelfile", "character.yaml", "report/card.json"} <= set(files)
    assert hub.repos["me/rapunzel"]["private"] is True and hub.repos["me/rapunzel-rows"]["kind"] == "dataset"
    rows = hub.files("me/rapunzel-rows")
    assert rows["train.jsonl"] == (place.stage("prepare") / "train.jsonl").read_bytes()
    assert front(rows["README.md"].decode())["language"] == ["ko", "en"]
    card = files["README.md"].decode()
    assert front(card)["license"] == "gpl-3.0" and front(card)["pipeline_tag"] == "text-generation"
    assert 'from_pretrained("me/rapunzel"' in card


def test_the_card_says_how_to_use_her_and_how_good_she_is(place: Workspace, tmp_path: Path) -> None:
    """E11, E13: apply_chat_template, 128 tokens, greedy; figures with intervals; counts but nobody's words."""
    done = publish(place, "--dry-run", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    card = (tmp_path / "out" / "model" / "README.md").read_text(encoding="utf-8")
    for words in ("apply_chat_template", "add_generation_prompt=True", "max_new_tokens=128", "do_sample=False"):
        assert words in card
    assert "| says who she is | 97.0 % (90.0 % to 100.0 %) | 60 |" in card
    assert "| kinds | dialogue | 120 |" in card and "ollama create rapunzel -f Modelfile" in card
    data = (tmp_path / "out" / "dataset" / "README.md").read_text(encoding="utf-8")
    assert "120 conversations" in data
    said = "".join(text for _, *texts, _, _ in tuned.SAID for text in texts)
    assert not [word for word in ("기다리고", "cake", "반쪽") if word in card + data] and "cake" in said
    assert gguf_file.read(tmp_path / "out" / "model" / "model-q8_0.gguf").tokens
    assert publish(place, "--dry-run", str(tmp_path / "out")).returncode == 1  # not over what is there


def test_a_workspace_that_went_on_publishes_the_version_not_the_stages(place: Workspace, tmp_path: Path) -> None:
    """After a rollback the merged folder on the disk belongs to another version: only the version's own files go."""
    (place.stage("register") / "registered.json").write_text('{"version": 2}')
    assert publish(place, "--dry-run", str(tmp_path / "out")).returncode == 0
    names = {path.name for path in (tmp_path / "out" / "model").iterdir()}
    assert "model.safetensors" not in names and "model-q8_0.gguf" in names


def test_what_must_not_be_sold_is_not_published_as_if_it_could(place: Workspace, tmp_path: Path) -> None:
    """E12."""
    version = place.versions / "1" / "version.json"
    data = json.loads(version.read_text()) | {
        "base": "LGAI-EXAONE/EXAONE-3.5-2.4B-Instruct",
        "licence": "EXAONE AI Model License (non-commercial)",
        "commercial": False,
    }
    version.write_text(json.dumps(data))
    refused = publish(place, "--dry-run", str(tmp_path / "out"), "--set", "commercial=true")
    assert refused.returncode == 1 and "EXAONE AI Model License" in refused.stderr
    assert publish(place, "--dry-run", str(tmp_path / "out")).returncode == 0
    card = (tmp_path / "out" / "model" / "README.md").read_text(encoding="utf-8")
    assert "**Not for commercial use**" in card
    assert front(card)["license"] == "other" and front(card)["base_model"] == "LGAI-EXAONE/EXAONE-3.5-2.4B-Instruct"


@pytest.mark.parametrize(("status", "said"), [(401, "HF_TOKEN"), (403, "may not write to me/x"), (503, "status 503")])
def test_a_hub_that_refuses(own_home: Path, status: int, said: str) -> None:
    from companion.errors import TrainingError
    from trainer.publishing.upload import _refused

    error = _refused("me/x", status)
    assert isinstance(error, TrainingError) and said in str(error)
    assert error.retryable == (status == 503)


@pytest.mark.slow
def test_refusals_come_through_the_real_library(place: Workspace) -> None:
    with serving() as hub:
        hub.status = 401
        done = publish(place, "me/rapunzel", hub=hub.url)
        assert done.returncode == 1 and "The hub does not know who you are" in done.stderr
        assert "Traceback" not in done.stderr
    gone = publish(place, "me/rapunzel", hub=hub.url)
    assert gone.returncode == 1 and "could not be reached" in gone.stderr


def test_nothing_to_publish(own_home: Path, tmp_path: Path) -> None:
    made = tuned.workspace(own_home / "training", "nobody")
    made.recipe_file.write_text("base: starter\n")
    done = publish(made, "--dry-run", str(tmp_path / "out"))
    assert done.returncode == 1 and "has no version to publish" in done.stderr
    assert publish(made).returncode == 2
    assert not paths.user_models().exists()


@pytest.mark.slow
def test_the_card_s_own_lines_run(place: Workspace, tmp_path: Path) -> None:
    """E11: what the model card tells people to type gives a reply."""
    assert publish(place, "me/rapunzel", "--dry-run", str(tmp_path / "out")).returncode == 0
    card = (tmp_path / "out" / "model" / "README.md").read_text(encoding="utf-8")
    lines = card.split("```python\n")[1].split("```")[0].replace("me/rapunzel", str(tmp_path / "out" / "model"))
    command = [sys.executable, "-W", "ignore", "-c", "import torch; torch.set_num_threads(1)\n" + lines]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert len(done.stdout.strip()) > 5
