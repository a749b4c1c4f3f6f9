"""Words of the windows: the first start. The same keys in both languages. Pure."""

EN: dict[str, str] = {}

KO: dict[str, str] = {}
