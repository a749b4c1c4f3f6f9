"""`companion characters`: who is there, and what is wrong with the broken ones."""

from pathlib import Path

from tests.cli.conftest import Run


def broken_character(home: Path) -> Path:
    folder = home / "characters" / "ghost"
    folder.mkdir(parents=True)
    (folder / "character.yaml").write_text("id: ghost\nnames: {en: Ghost\n")
    return folder


def test_the_shipped_characters_are_listed(run: Run) -> None:
    ran = run("characters", "list")
    assert ran.code == 0 and ran.err == ""
    assert "snow_white" in ran.out and "ruby" in ran.out and "백설" in ran.out
    assert run("characters").out == ran.out
    marked = [line for line in ran.out.splitlines() if line.startswith("*")]
    assert len(marked) == 1 and "snow_white" in marked[0]


def test_json(run: Run) -> None:
    (data,) = run("characters", "list", "--json").lines()
    ids = [character["id"] for character in data["characters"]]
    assert set(ids) >= {"snow_white", "ruby"} and data["broken"] == []
    assert all(set(character) == {"id", "names", "variant", "languages", "folder"} for character in data["characters"])


def test_check_is_quiet_when_all_is_well(run: Run) -> None:
    assert run("characters", "check").code == 0


def test_a_broken_character_fails_the_check_only(run: Run, home: Path) -> None:
    broken_character(home)
    ran = run("characters", "check")
    assert ran.code == 1 and "snow_white" in ran.out
    assert ran.err.startswith("companion: ") and "ghost" in ran.err and "Traceback" not in ran.err
    assert run("characters", "list").code == 0
    (data,) = run("characters", "check", "--json").lines()
    assert len(data["broken"]) == 1 and "ghost" in data["broken"][0]["message"]
