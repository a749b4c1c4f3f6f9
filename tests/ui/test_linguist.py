"""Qt Linguist files: complete, as the tables are, and a person's own words in their place."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from companion import paths
from companion.errors import ConfigError
from companion.ui import linguist
from companion.ui.texts import TEXTS, Language, Texts

LANGUAGES: tuple[Language, ...] = ("en", "ko")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_that_ship_are_those_of_the_tables(language: Language) -> None:
    """When this fails: python -m companion.ui.linguist assets/i18n"""
    shipped = paths.assets() / "i18n" / linguist.file_name(language)
    assert shipped.read_text(encoding="utf-8") == linguist.written(language)
    assert linguist.read(shipped) == dict(TEXTS[language])


def test_qt_takes_every_message_as_finished(tmp_path: Path) -> None:
    release = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent))
    assert release is not None
    made = subprocess.run(
        [release, str(paths.assets() / "i18n" / "companion_ko.ts"), "-qm", str(tmp_path / "ko.qm")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert f"({len(TEXTS['ko'])} finished and 0 unfinished)" in made.stdout + made.stderr


def test_own_words_stand_in_their_place_and_unfinished_ones_do_not(tmp_path: Path) -> None:
    text = (
        linguist.written("ko")
        .replace(">끝내기<", ">잘 자<")
        .replace("<translation>정보와", '<translation type="unfinished">정보와')
    )
    (tmp_path / "companion_ko.ts").write_text(text, encoding="utf-8")
    texts = Texts("ko", linguist.own(tmp_path, "ko"))
    assert texts("menu.quit") == "잘 자" and texts("menu.about") == TEXTS["ko"]["menu.about"]
    assert "menu.about" not in texts.own and linguist.own(tmp_path, "en") == {}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("</TS>", "", "not valid XML"),
        ('id="menu.quit"', 'id="menu.quite"', "menu.quite"),
        ("{name}에게 쓰기", "쓰기", "chat.placeholder"),
        ("<!DOCTYPE TS>", '<!DOCTYPE TS [<!ENTITY a "aaaaaaaaaa">]>', "entities"),
    ],
)
def test_a_wrong_file_is_named_with_its_fault(tmp_path: Path, old: str, new: str, says: str) -> None:
    file = tmp_path / "companion_ko.ts"
    text = linguist.written("ko")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=says) as failed:
        linguist.read(file)
    assert str(file) in failed.value.message
