"""Which system this is, and what to do on it."""

from pathlib import Path

import pytest

from companion.checkup import system


@pytest.mark.parametrize(
    ("release", "family"),
    [
        ('ID=debian\nVERSION_ID="12"\n', "debian"),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', "debian"),
        ("ID=fedora\n", "fedora"),
        ('ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', "suse"),
        ("ID=manjaro\nID_LIKE=arch\n", "arch"),
        ("ID=nixos\n", "linux"),
        ("nonsense", "linux"),
    ],
)
def test_the_kind_of_linux(tmp_path: Path, release: str, family: str) -> None:
    place = tmp_path / "os-release"
    place.write_text(release, encoding="utf-8")
    assert system.family("linux", place) == family


def test_other_systems_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert system.family("darwin") == "macos" and system.family("win32") == "windows"
    assert system.family("linux", tmp_path / "none") == "linux"


def test_the_fix_is_one_for_this_system_and_language() -> None:
    assert "apt-get install libportaudio2" in system.fix("portaudio-missing", "en", "debian")
    assert "dnf install portaudio" in system.fix("portaudio-missing", "ko", "fedora")
    assert "brew install portaudio" in system.fix("portaudio-missing", "en", "macos")
    assert "make run" in system.fix("portaudio-missing", "en", "linux"), "an unknown package manager"
    assert "Privacy" in system.fix("microphone-none", "en", "macos")
    assert "개인 정보" in system.fix("microphone-none", "ko", "windows")
    assert "wpctl" in system.fix("microphone-silent", "en", "arch")
    assert system.fix("no-such-code", "en") == ""


def test_every_fix_has_words_in_both_languages_on_every_system() -> None:
    assert len(system._FIXES) > 8
    for code in system._FIXES:
        for family in ("debian", "fedora", "arch", "suse", "linux", "macos", "windows"):
            for language in ("ko", "en"):
                assert system.fix(code, language, family), (code, family)  # type: ignore[arg-type]


def test_about_the_machine_names_nobody() -> None:
    import getpass
    import platform

    said = " ".join(system.about().values())
    assert platform.node() not in said.split() and getpass.getuser() not in said.split()
    assert system.about()["python"]
