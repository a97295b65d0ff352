"""The sentences that code can say, read from its source: what no test reaches is found here, too."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

HOLE = "…"
"""What stands in a template for what is put in at run time."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Said(NamedTuple):
    """A text that is given to a step of the reasoning, and what the step is said to rest on."""

    line: int
    bases: tuple[str, ...]
    """Empty: it is no literal."""
    texts: tuple[str, ...]
    """Empty: it is put together somewhere else."""


def parsed(path: Path) -> ast.Module:
    """Return a file's source as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def texts(expression: ast.expr) -> list[str]:
    """Return what a text can read, each choice written out; empty, where it is none."""
    match expression:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            return [*texts(one), *texts(other)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            both = texts(left), texts(right)
            return (
                ["".join(parts) for parts in product(*both)] if all(both) else [*both[0], *both[1]]
            )
        case ast.JoinedStr(values=values):
            parts = [texts(_inner(one)) or [HOLE] for one in values]
            return ["".join(chosen) for chosen in product(*parts)]
        case _:
            return []


def _inner(value: ast.expr) -> ast.expr:
    return value.value if isinstance(value, ast.FormattedValue) else value


def templates(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Return every text in a tree but for docstrings, with its line; parts of others again."""
    documented = {id(one) for one in _docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and id(node) not in documented:
            yield from ((node.lineno, text) for text in texts(node))


def _docstrings(tree: ast.AST) -> Iterator[ast.expr]:
    """Return the texts that stand by themselves: they speak to readers of the code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def steps(tree: ast.AST, name: str = "Step") -> Iterator[Said]:
    """Return the calls that make a step, with the texts that each can say."""
    for function in ast.walk(tree):
        if isinstance(function, _Function):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _called(node) == name:
                    text, basis = node.args[1], node.args[2]
                    yield Said(node.lineno, tuple(texts(basis)), tuple(_known(function, text)))


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _known(function: _Function, text: ast.expr) -> list[str]:
    """Return what a text can read; of a name, what was last given to it above."""
    if not isinstance(text, ast.Name):
        return texts(text)
    given = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Assign | ast.AugAssign)
        and node.lineno < text.lineno
        and any(isinstance(to, ast.Name) and to.id == text.id for to in _targets(node))
    ]
    return texts(max(given, key=lambda node: node.lineno).value) if given else []


def _targets(node: ast.Assign | ast.AugAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]
