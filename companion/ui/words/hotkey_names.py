"""Words of the settings: what each global hotkey does. The same keys in both languages. Pure."""

EN: dict[str, str] = {
    "set.hotkeys.come_back": "Hotkey: come back",
    "set.hotkeys.come_back.help": "Works in any program: she comes onto this screen, in front. Leave it empty for none.",
    "set.hotkeys.talk": "Hotkey: hold to talk",
    "set.hotkeys.talk.help": "Works in any program, when she listens while you hold a key.",
    "set.hotkeys.mute": "Hotkey: microphone",
    "set.hotkeys.mute.help": "Works in any program: the microphone on or off.",
    "set.hotkeys.quiet": "Hotkey: do not disturb",
    "set.hotkeys.quiet.help": "Works in any program: she neither listens nor speaks until you press it again.",
}

KO: dict[str, str] = {
    "set.hotkeys.come_back": "단축키: 돌아오기",
    "set.hotkeys.come_back.help": "어느 프로그램에서나 이 화면 맨 앞으로 와요. 비워 두면 없어요.",
    "set.hotkeys.talk": "단축키: 누르고 말하기",
    "set.hotkeys.talk.help": "키를 누르는 동안만 듣게 했을 때, 어느 프로그램에서나 돼요.",
    "set.hotkeys.mute": "단축키: 마이크",
    "set.hotkeys.mute.help": "어느 프로그램에서나 마이크를 켜고 꺼요.",
    "set.hotkeys.quiet": "단축키: 방해 금지",
    "set.hotkeys.quiet.help": "어느 프로그램에서나, 다시 누를 때까지 듣지도 말하지도 않아요.",
}
