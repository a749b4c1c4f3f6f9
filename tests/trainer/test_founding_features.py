"""docs/founding-features.md names a test for every row, and each of them is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = {"M": 11, "E": 13, "F": 14, "L": 9, "B": 8}


def test_every_row_is_shown_by_tests_that_exist() -> None:
    lines = (ROOT / "docs" / "founding-features.md").read_text(encoding="utf-8").splitlines()
    table = {found.group(1): line for line in lines if (found := re.match(r"\| ([MEFLB]\d+) \|", line))}
    assert set(table) == {f"{letter}{number}" for letter, most in ROWS.items() for number in range(1, most + 1)}
    for row, line in table.items():
        named = re.findall(r"`(\S+?\.py)::(\w+)`", line)
        assert named, row
        for file, test in named:
            tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
            names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            assert test in names, f"{row}: {file} has no {test}"
