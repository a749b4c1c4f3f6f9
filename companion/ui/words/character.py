"""Words of the windows: one character: her page, export and import. The same keys in both languages. Pure."""

EN: dict[str, str] = {
    "page.character_page": "This character …",
}

KO: dict[str, str] = {
    "page.character_page": "이 캐릭터…",
}
