"""Words of the windows: what each setting is called and what it does. The same keys in both languages. Pure."""

EN: dict[str, str] = {}

KO: dict[str, str] = {}
