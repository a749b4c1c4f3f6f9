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


def test_one_goes_out_into_a_file_and_comes_back_in(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ruby.companion"
    assert "ruby" in run("characters", "export", "ruby", str(file)).out
    refused = run("characters", "import", str(file), "--json")
    assert refused.code == 1 and "already" in refused.err
    (copied,) = run("characters", "import", str(file), "--copy", "--json").lines()
    assert copied["characters"] == ["ruby_2"]
    (taken,) = run("characters", "import", str(file), "--replace", "--json").lines()
    assert taken["characters"] == ["ruby"] and taken["trash"] == []
    (gone,) = run("characters", "remove", "ruby_2", "--yes", "--json").lines()
    assert Path(gone["trash"]).is_dir()
    assert "ruby_2" not in run("characters", "list").out


def test_a_card_is_written_and_read(run: Run, tmp_path: Path) -> None:
    for suffix in (".png", ".json", ".charx"):
        file = tmp_path / f"ruby{suffix}"
        run("characters", "export", "ruby", str(file), "--json")
        (came,) = run("characters", "import", str(file), "--copy", "--json").lines()
        assert came["characters"][0].startswith("ruby_")
    assert "ends in" in run("characters", "export", "ruby", str(tmp_path / "ruby.txt")).err
