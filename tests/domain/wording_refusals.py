"""Every refusal in the source: the code, and the facts that are given with it wherever it is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("domain", "ledger", "activities", "workflows", "gateway", "cli")

BY_HAND = ("unknown_stream", "entry_by_officer_only", "malformed", "shift_not_allowed", "command_id_reused")
"""Codes that may be given by other means than a call that names them."""


@cache
def refusals_in_the_source() -> dict[str, frozenset[str]]:
    """Code to the facts that all of its uses share, as far as they are named where it is used."""
    found: dict[str, frozenset[str]] = {}
    for path in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))):
        for code, facts in _refusals(ast.parse(path.read_text(encoding="utf-8"))):
            found[code] = found.get(code, facts) & facts
    return found


def _refusals(tree: ast.Module) -> Iterator[tuple[str, frozenset[str]]]:
    for function in (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id == "refuse" and call.args:
                facts = frozenset(fact for keyword in call.keywords for fact in _facts(keyword, function))
                yield from ((code, facts) for code in _codes(call.args[0], function))


def _facts(keyword: ast.keyword, function: ast.AST) -> Iterator[str]:
    """The fact itself, or every key of the dictionary that the function passes on."""
    if keyword.arg:
        yield keyword.arg
    elif isinstance(keyword.value, ast.Name):
        for value in _assigned(keyword.value, function):
            if isinstance(value, ast.Dict):
                yield from (str(key.value) for key in value.keys if isinstance(key, ast.Constant))


def _codes(code: ast.expr, function: ast.AST) -> Iterator[str]:
    """The code itself, or every text that the function gives to the variable that holds it."""
    if isinstance(code, ast.Name):
        for value in _assigned(code, function):
            yield from _codes(value, function)
    elif isinstance(code, ast.IfExp):
        yield from _codes(code.body, function)
        yield from _codes(code.orelse, function)
    elif isinstance(code, ast.Constant):
        yield str(code.value)


def _assigned(name: ast.Name, function: ast.AST) -> Iterator[ast.expr]:
    """What the function assigns to that variable."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            targets = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if name.id in targets:
                yield node.value
