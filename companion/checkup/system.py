"""Which system this is, and what has to be done on it to mend something. Reads /etc/os-release; any thread."""

import functools
import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

Family = Literal["debian", "fedora", "arch", "suse", "linux", "macos", "windows"]
Language = Literal["ko", "en"]
_LIKE: Mapping[str, Family] = {
    "debian": "debian",
    "ubuntu": "debian",
    "fedora": "fedora",
    "rhel": "fedora",
    "centos": "fedora",
    "arch": "arch",
    "suse": "suse",
    "opensuse": "suse",
}
_INSTALL: Mapping[Family, str] = {
    "debian": "sudo apt-get install {}",
    "fedora": "sudo dnf install {}",
    "arch": "sudo pacman -S {}",
    "suse": "sudo zypper install {}",
    "macos": "brew install {}",
}
_PACKAGES: Mapping[str, Mapping[Family, str]] = {
    "portaudio": {
        "debian": "libportaudio2 libasound2-plugins",
        "fedora": "portaudio alsa-plugins-pulseaudio",
        "arch": "portaudio alsa-plugins",
        "suse": "libportaudio2 alsa-plugins-pulse",
        "macos": "portaudio",
    },
    "qt": {
        "debian": "libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 "
        "libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1",
        "fedora": "mesa-libEGL mesa-libGL libxkbcommon-x11 xcb-util-cursor xcb-util-image xcb-util-keysyms "
        "xcb-util-renderutil xcb-util-wm",
        "arch": "libglvnd libxkbcommon-x11 xcb-util-cursor xcb-util-image xcb-util-keysyms xcb-util-renderutil "
        "xcb-util-wm",
        "suse": "libEGL1 libGL1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 "
        "libxcb-render-util0",
    },
}
_EN = {
    "install": "Run in a terminal: {command}",
    "reinstall": "Install the program again (`make run`).",
    "mic.linux": "Plug one in, and choose it as input in the sound settings of your desktop.",
    "mic.macos": "System Settings > Privacy & Security > Microphone: allow the program you started this from.",
    "mic.windows": "Settings > Privacy & security > Microphone: allow desktop apps to use it.",
    "silent.linux": "It is muted: turn it up in the sound settings of your desktop (input), or `wpctl set-mute "
    "@DEFAULT_AUDIO_SOURCE@ 0` in a terminal. Many headsets have a mute button too.",
    "silent.macos": "System Settings > Sound > Input: turn the input volume up. If it stays silent, allow the "
    "microphone in Privacy & Security.",
    "silent.windows": "Settings > System > Sound > Input: turn it up and take the mute off. If it stays silent, allow "
    "desktop apps to use the microphone in Privacy & security.",
    "quiet": "Turn the input volume up in the sound settings of your system, or sit nearer.",
    "busy.linux": "Close what is using it (`fuser -v /dev/snd/*` names it), or choose another.",
    "busy.macos": "Close what is using it, or choose another.",
    "busy.windows": "Close what is using it, or turn off exclusive mode in the device's properties.",
    "echo": "Use headphones, or turn the speaker down. Until then she does not listen while she speaks.",
    "disk": "Free some space on that disk, or put your files on another one with the variable COMPANION_HOME.",
    "memory": "Close other programs, or choose a smaller brain.",
    "speaker.linux": "Plug one in, and choose it as output in the sound settings of your desktop.",
    "speaker.macos": "System Settings > Sound > Output: choose one.",
    "speaker.windows": "Settings > System > Sound > Output: choose one.",
}
_KO = {
    "install": "터미널에서 실행해 주세요: {command}",
    "reinstall": "프로그램을 다시 설치해 주세요 (`make run`).",
    "mic.linux": "마이크를 연결하고 데스크톱의 소리 설정에서 입력 장치로 골라 주세요.",
    "mic.macos": "시스템 설정 > 개인정보 보호 및 보안 > 마이크에서 이 프로그램을 시작한 앱을 허용해 주세요.",
    "mic.windows": "설정 > 개인 정보 및 보안 > 마이크에서 데스크톱 앱을 허용해 주세요.",
    "silent.linux": "음 소거되어 있어요. 데스크톱의 소리 설정(입력)에서 켜거나, 터미널에서 `wpctl set-mute "
    "@DEFAULT_AUDIO_SOURCE@ 0`을 실행해 주세요. 헤드셋의 음 소거 단추도 확인해 주세요.",
    "silent.macos": "시스템 설정 > 사운드 > 입력에서 음량을 올려 주세요. 그래도 조용하면 "
    "개인정보 보호에서 마이크를 허용해 주세요.",
    "silent.windows": "설정 > 시스템 > 소리 > 입력에서 음량을 올리고 음 소거를 풀어 주세요. 그래도 조용하면 "
    "개인 정보 설정에서 마이크를 허용해 주세요.",
    "quiet": "시스템의 소리 설정에서 입력 음량을 올리거나 가까이에서 말해 주세요.",
    "busy.linux": "쓰고 있는 프로그램을 닫거나 (`fuser -v /dev/snd/*`로 알 수 있어요) 다른 장치를 골라 주세요.",
    "busy.macos": "쓰고 있는 프로그램을 닫거나 다른 장치를 골라 주세요.",
    "busy.windows": "쓰고 있는 프로그램을 닫거나 장치 속성에서 단독 모드를 꺼 주세요.",
    "echo": "헤드폰을 쓰거나 스피커 소리를 줄여 주세요. 그때까지는 말하는 동안 듣지 않아요.",
    "disk": "그 디스크의 자리를 비우거나, COMPANION_HOME 변수로 다른 디스크에 파일을 두세요.",
    "memory": "다른 프로그램을 닫거나 더 작은 두뇌를 골라 주세요.",
    "speaker.linux": "스피커를 연결하고 데스크톱의 소리 설정에서 출력 장치로 골라 주세요.",
    "speaker.macos": "시스템 설정 > 사운드 > 출력에서 골라 주세요.",
    "speaker.windows": "설정 > 시스템 > 소리 > 출력에서 골라 주세요.",
}
_FIXES: Mapping[str, str] = {  # code of a finding -> what to say ("+": one for each kind of system)
    "portaudio-missing": "package portaudio",
    "avatar-library": "package qt",
    "library-broken": "reinstall",
    "microphone-none": "mic+",
    "microphone-silent": "silent+",
    "microphone-quiet": "quiet",
    "microphone-unusable": "busy+",
    "speaker-none": "speaker+",
    "speaker-unusable": "busy+",
    "echo-half-duplex": "echo",
    "disk-full": "disk",
    "disk-little": "disk",
    "memory-little": "memory",
}


@functools.cache
def family(system: str = sys.platform, release: Path = Path("/etc/os-release")) -> Family:
    """The kind of system, as far as it matters for mending."""
    if system == "darwin":
        return "macos"
    if system == "win32":
        return "windows"
    try:
        lines = release.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return "linux"
    named = dict(line.split("=", 1) for line in lines if "=" in line)
    words = f"{named.get('ID', '')} {named.get('ID_LIKE', '')}".replace('"', "").split()
    return next((_LIKE[word] for word in words if word in _LIKE), "linux")


def fix(code: str, language: Language, here: Family | None = None) -> str:
    """What to do about a finding on this system; "" where the finding itself says it best."""
    here = here or family()
    words = _KO if language == "ko" else _EN
    how = _FIXES.get(code, "")
    if how.startswith("package "):
        packages = _PACKAGES[how.removeprefix("package ")].get(here)
        if packages is None or here not in _INSTALL:
            return words["reinstall"]
        return words["install"].format(command=_INSTALL[here].format(packages))
    if how.endswith("+"):
        return words[how[:-1] + "." + (here if here in ("macos", "windows") else "linux")]
    return words.get(how, "")


def about() -> dict[str, str]:
    """What a report says of the machine: nothing that names it or its owner."""
    names: dict[str, str] = {"system": platform.system(), "release": _pretty() or platform.release()}
    names |= {"machine": platform.machine(), "python": platform.python_version()}
    session = os.environ.get("XDG_SESSION_TYPE", "")
    if session in ("x11", "wayland", "tty"):
        names["session"] = session
    return names


def _pretty() -> str:
    """Name and version of the distribution."""
    try:
        named = platform.freedesktop_os_release()
    except OSError:
        return ""
    return " ".join(part for part in (named.get("ID", ""), named.get("VERSION_ID", "")) if part)
