"""Words of the windows: the doctor. The same keys in both languages. Pure."""

EN: dict[str, str] = {
    "page.doctor_page": "Check this computer …",
}

KO: dict[str, str] = {
    "page.doctor_page": "컴퓨터 점검…",
}
