"""Words of the windows: her window, hotkeys, do not disturb. The same keys in both languages. Pure."""

EN: dict[str, str] = {
    "menu.quiet": "Do not disturb",
    "menu.mood": "Mood",
    "menu.framed": "In a window",
    "quick.bar": "Quick actions",
    "quick.menu": "Menu",
    "state.quiet": "Do not disturb",
    "avatar.undrawn": "Not everything in her drawing is drawn:\n{what}",
    "avatar.undrawn.more": "and {count} more; `companion avatar check` names them all",
    "hotkeys.none": "Global hotkeys do not work here",
    "hotkeys.hint": "Everything else works. Choose other keys in the settings, or leave them empty.",
}

KO: dict[str, str] = {
    "menu.quiet": "방해 금지",
    "menu.mood": "기분",
    "menu.framed": "창 안에서 보기",
    "quick.bar": "빠른 단추",
    "quick.menu": "메뉴",
    "state.quiet": "방해 금지 중",
    "avatar.undrawn": "그림 가운데 그려지지 않는 것이 있어요:\n{what}",
    "avatar.undrawn.more": "그 밖에 {count}개: `companion avatar check`가 모두 알려 줘요",
    "hotkeys.none": "여기서는 전역 단축키를 쓸 수 없어요",
    "hotkeys.hint": "나머지는 다 돼요. 설정에서 다른 키를 고르거나 비워 두세요.",
}
