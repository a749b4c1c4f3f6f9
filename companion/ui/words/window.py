"""Words of the windows: her window, hotkeys, do not disturb. The same keys in both languages. Pure."""

EN: dict[str, str] = {}

KO: dict[str, str] = {}
