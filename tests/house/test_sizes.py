"""Files and functions that fit into a head."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = ("domain", "application", "adapters", "entrypoints")
FILES = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]
LONGEST_FILE, LONGEST_FUNCTION = 250, 30
Function = ast.FunctionDef | ast.AsyncFunctionDef


def text_constants(tree: ast.Module) -> int:
    """Lines of texts at the top of a module, such as SQL statements, beyond the first line of each."""
    texts = [node.value for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    return sum(
        (text.end_lineno or 0) - text.lineno
        for text in texts
        if isinstance(text, ast.JoinedStr) or (isinstance(text, ast.Constant) and isinstance(text.value, str))
    )


def own_lines(function: Function) -> int:
    """Lines of a function's body, without its signature, its docstring and the functions inside it."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    inside = [node for node in body if isinstance(node, Function)]
    first, last = body[0], body[-1]
    start = min([first.lineno, *(mark.lineno for mark in getattr(first, "decorator_list", []))])
    nested = sum((node.end_lineno or 0) - node.lineno + 1 for node in inside)
    lines: int = (last.end_lineno or 0) - start + 1 - nested
    return lines


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_small(path: Path) -> None:
    """No file has more than 250 lines (texts such as SQL apart), no function a body of more than 30."""
    source = path.read_text()
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]

    assert len(source.splitlines()) - text_constants(tree) <= LONGEST_FILE
    lines = {one.name: own_lines(one) for one in functions}

    assert {} == {name: count for name, count in lines.items() if count > LONGEST_FUNCTION}


def test_a_long_function_would_be_found() -> None:
    """The measure counts a body line by line, and a function inside counts for itself."""
    body = "\n".join("    x = 1" for _ in range(31))
    outer = f"def outer():\n    def inner():\n{body.replace('    x', '        x')}\n    return inner"
    tree = ast.parse(f"def f(\n    a,\n    b,\n):\n    '''Say.'''\n{body}\n\n{outer}\n")
    lines = {node.name: own_lines(node) for node in ast.walk(tree) if isinstance(node, Function)}

    assert {"f": 31, "inner": 31, "outer": 1} == lines
