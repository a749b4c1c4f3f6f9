"""Words of the windows: the settings. The same keys in both languages. Pure."""

EN: dict[str, str] = {
    "page.settings": "Settings …",
}

KO: dict[str, str] = {
    "page.settings": "설정…",
}
