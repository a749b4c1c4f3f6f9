"""Words of the windows: conversations: list, search, export, messages. The same keys in both languages. Pure."""

EN: dict[str, str] = {
    "page.conversations": "Conversations …",
}

KO: dict[str, str] = {
    "page.conversations": "대화 목록…",
}
