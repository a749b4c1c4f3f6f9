"""The report that is passed on holds nothing of the person's, whatever went wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion import paths
from companion.checkup import report, run
from companion.checkup.check import Check
from companion.config import load

SECRETS = ("Magdalena", "my dear diary", "/home/magdalena", "Magdalenas AirPods")


def test_it_is_made_of_facts_never_of_sentences() -> None:
    found = [
        Check("microphone", "fail", "microphone-missing", "There is no microphone named `Magdalenas AirPods`.",
              "Plug it in: /home/magdalena", private={"device": "Magdalenas AirPods"}),
        Check("brain", "pass", "answers", "my dear diary", facts={"first_ms": 12}),
    ]  # fmt: skip
    said = report.text(found, {"system": "Linux"})
    assert "microphone-missing" in said and "first_ms 12" in said and "system: Linux" in said
    for secret in SECRETS:
        assert secret.lower() not in said.lower()


@given(st.text(), st.text(min_size=1))
def test_a_fact_that_is_no_plain_word_is_left_out(detail: str, value: str) -> None:
    said = report.line(Check("brain", "fail", "brain-died", detail, facts={"what": value}))
    inside = said.split("(what ", 1)[1][:-1]
    assert inside == "…" or report._PLAIN.fullmatch(inside)


def test_a_real_run_on_a_profile_full_of_private_things(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Broken settings, a broken character, a model with a telling path, devices that are not there."""
    home = tmp_path / "Magdalena"
    monkeypatch.setenv("COMPANION_HOME", str(home))
    folder = home / "characters" / "magdalena_s_friend"
    folder.mkdir(parents=True)
    (folder / "character.yaml").write_text("id: my dear diary\n", encoding="utf-8")
    (home / "conf.yaml").write_text("brain: {model: Magdalena.gguf, wrong: my dear diary}\n", encoding="utf-8")
    (home / "conversations.sqlite3").write_bytes(b"my dear diary " * 1000)
    overrides = {
        "brain.model": str(home / "Magdalena.gguf"),
        "ears.model": str(home / "Magdalena's ears"),
        "microphone.device": "Magdalenas AirPods",
        "speaker.device": "Magdalenas AirPods",
    }
    empty = tmp_path / "none.yaml"
    empty.write_text("", encoding="utf-8")
    quick = {name: check for name, check in run.CHECKS.items() if name not in ("avatar", "voice")}
    monkeypatch.setattr(run, "CHECKS", quick)
    found = list(run.checks(load(empty, overrides)))
    status = {check.name: check.status for check in found}
    assert {name for name, value in status.items() if value == "fail"} >= {"settings", "characters", "brain", "ears"}
    assert status["database"] == "note" and status["echo"] == "skip"
    said = report.text(found)
    for secret in ("magdalena", "diary", "airpods", str(tmp_path).lower(), str(Path.home()).lower() + "/"):
        assert secret not in said.lower(), secret
    assert "config-invalid" in said
    assert paths.user_data() == home
