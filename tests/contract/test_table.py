"""The README's table and the tests of this folder agree, in both directions."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent


def test_every_test_is_in_the_table_and_there() -> None:
    named = re.findall(
        r"\| (test_\w+\.py::test_\w+) \|$", (HERE / "README.md").read_text("utf-8"), re.M
    )
    rows = re.findall(r"^\| [\d–]", (HERE / "README.md").read_text("utf-8"), re.M)
    assert len(named) == len(rows)
    there = {
        f"{path.name}::{node.name}"
        for path in HERE.glob("test_*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    assert set(named) == there
