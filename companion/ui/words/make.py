"""Words of the windows: making a character. The same keys in both languages. Pure."""

EN: dict[str, str] = {
    "page.make": "Make a character …",
}

KO: dict[str, str] = {
    "page.make": "캐릭터 만들기…",
}
