"""What is known of a base: from its files, from the table, or from its page on the hub (a server on loopback)."""

from pathlib import Path

import pytest

from companion.errors import TrainingError
from tests.trainer.test_base import STARTER, Hub, server  # noqa: F401 - a fixture
from trainer import hub, outline
from trainer.recipe import Recipe

WEIGHTS = (STARTER / "model.safetensors").stat().st_size


def test_one_that_is_here_is_known_by_its_files() -> None:
    found = outline.of(Recipe())
    assert found.found is not None and found.parameters == 2_820_224 and found.download_bytes == 0
    assert found.shape is not None and found.shape.parameters == found.parameters
    assert found.licence.name == "GPL-3.0-or-later" and found.licence.commercial


def test_a_published_one_needs_no_network() -> None:
    found = outline.of(Recipe(base="LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct"), offline=True)
    assert found.found is None and found.shape is not None and "out_proj" in found.shape.linear
    assert found.download_bytes == 2 * found.parameters and not found.licence.commercial
    assert found.config["auto_map"], "it brings code of its own"


@pytest.mark.usefixtures("server")
def test_another_one_is_looked_up_and_nothing_is_kept(tmp_path: Path) -> None:
    found = outline.of(Recipe(base="toy/base"))
    assert found.shape is not None and found.shape.hidden == 256 and found.download_bytes == WEIGHTS
    assert found.parameters == found.shape.parameters == 2_820_224 and "hub" in found.source
    assert not (tmp_path / "hub").exists()


def test_a_plan_of_many_stages_asks_once(server: Hub) -> None:  # noqa: F811
    for _ in range(3):
        outline.of(Recipe(base="toy/base"))
    assert server.served == ["config.json"]
    with pytest.raises(TrainingError) as caught:
        outline.of(Recipe(base="toy/base"), offline=True)
    assert caught.value.code == "base-sizes-unknown" and server.served == ["config.json"]


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(("name", "why"), [("toy/gated", "accepted its terms"), ("toy/nothing", "is not on the hub")])
def test_what_can_not_be_looked_up_is_unknown_and_says_why(name: str, why: str) -> None:
    with pytest.raises(TrainingError, match=f"The sizes of {name} are not known: .*{why}") as caught:
        outline.of(Recipe(base=name))
    assert caught.value.code == "base-sizes-unknown" and ".." not in str(caught.value)


def test_a_folder_that_is_not_there_is_no_question_of_sizes() -> None:
    with pytest.raises(TrainingError) as caught:
        outline.of(Recipe(base="./nowhere"))
    assert caught.value.code == "base-missing"


@pytest.mark.usefixtures("server")
def test_room_is_reckoned_where_the_cache_will_be(tmp_path: Path) -> None:
    folder, free = hub.room()
    assert folder == tmp_path and free > 0
    assert [fault.code for fault in hub.faults("toy/huge", 10**18)] == ["disk"]
    assert hub.faults("toy/base", WEIGHTS) == []
