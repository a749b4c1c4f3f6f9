"""docs/founding-features.md names a test for every row, and each of them is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = {"M": 11, "E": 13, "F": 14, "L": 9, "B": 8}


def rows() -> dict[str, str]:
    """Row -> its line of the table."""
    lines = (ROOT / "docs" / "founding-features.md").read_text(encoding="utf-8").splitlines()
    return {found.group(1): line for line in lines if (found := re.match(r"\| ([MEFLB]\d+) \|", line))}


def named(line: str) -> dict[str, ast.FunctionDef]:
    """The tests that a row names, as code. Fails where one of them is not there."""
    found = {}
    for file, test in re.findall(r"`(\S+?\.py)::(\w+)`", line):
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert test in functions, f"{file} has no {test}"
        found[f"{file}::{test}"] = functions[test]
    return found


def test_every_row_is_shown_by_tests_that_check_something() -> None:
    table = rows()
    assert set(table) == {f"{letter}{number}" for letter, most in ROWS.items() for number in range(1, most + 1)}
    for row, line in table.items():
        tests = named(line)
        assert tests, row
        for name, code in tests.items():
            checks = [node for node in ast.walk(code) if isinstance(node, ast.Assert) or _raises(node)]
            assert checks, f"{row}: {name} checks nothing"
            assert not all(_whatever(node) for node in checks), f"{row}: {name} passes whatever comes out"


def test_who_she_is_is_shown_from_both_sides() -> None:
    """F13: by a model that fails of it, and by one that passes."""
    assert {name.rpartition("::")[2] for name in named(rows()["F13"])} >= {
        "test_a_model_that_calls_itself_qwen_never_reaches_the_menu",
        "test_one_that_knows_who_she_is_is_not_held_back_for_it",
    }


def _raises(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "raises"


def _whatever(node: ast.AST) -> bool:
    """An assertion that fits its expectation to the result: `assert code == (0 if passed else 3)`."""
    return isinstance(node, ast.Assert) and any(isinstance(part, ast.IfExp) for part in ast.walk(node.test))
