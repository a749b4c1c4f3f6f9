"""Words of the windows: the model manager. The same keys in both languages. Pure."""

EN: dict[str, str] = {
    "page.models_page": "Models …",
}

KO: dict[str, str] = {
    "page.models_page": "모델 관리…",
}
