"""One law file: YAML turned into a checked value, with the line of whatever is wrong in it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TypeVar

import yaml
from pydantic import ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from domain.law.errors import LawFileError
from domain.model import Frozen

Loader: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Written(Frozen):
    """A part of a law file. An unknown field is an error that names the nearest known one."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_field(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        known = {field.alias or name for name, field in cls.model_fields.items()}
        for name in value:
            if name not in known and name not in cls.model_fields:
                near = get_close_matches(str(name), sorted(known), n=1, cutoff=0.0)
                message = "unknown field; the nearest known one is {near}"
                raise PydanticCustomError("unknown_field", message, {"field": str(name), "near": near[0]})
        return value


D = TypeVar("D", bound=Written)


def read_document(file: str, content: bytes, kind: type[D]) -> D:
    """The checked content of a law file.

    Raises `LawFileError` with the line of the first thing that is wrong: not YAML, a key twice, a wrong type,
    a missing or unknown field.
    """
    node, value = _parse(file, content)
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path: tuple[str | int, ...] = first["loc"]
        if first["type"] == "unknown_field":
            path = (*path, str(first["ctx"]["field"]))
        raise LawFileError(file, _line(node, path), _dotted(path), first["msg"]) from error


def _parse(file: str, content: bytes) -> tuple[yaml.Node, object]:
    try:
        loader = Loader(content)
        node = loader.get_single_node()
        if node is None:
            raise LawFileError(file, 1, "", "the file is empty")
        _refuse_repeated(file, node, set())
        return node, loader.construct_document(node)
    except LawFileError:
        raise
    except (yaml.YAMLError, ValueError) as error:
        raise _unreadable(file, error) from error


def fields_of(file: str, content: bytes) -> frozenset[str]:
    """The names of the fields that a law file has on top. Raises `LawFileError` where it is not YAML."""
    try:
        node = yaml.compose(content, Loader=Loader)
    except yaml.YAMLError as error:
        raise _unreadable(file, error) from error
    return (
        frozenset(str(key.value) for key, _ in node.value)
        if isinstance(node, yaml.MappingNode)
        else frozenset()
    )


def _unreadable(file: str, error: Exception) -> LawFileError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or error
    return LawFileError(file, mark.line + 1 if mark else 1, "", f"not readable as YAML: {problem}")


def line_of(content: bytes, *path: str | int) -> int:
    """The line, counted from 1, on which the field at this path stands, or the nearest one above it."""
    node = yaml.compose(content, Loader=Loader)
    return 1 if node is None else _line(node, path)


def _line(node: yaml.Node, path: tuple[str | int, ...]) -> int:
    line: int = node.start_mark.line
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == step]
            if not found:
                continue
            line, node = found[0][0].start_mark.line, found[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
    return line + 1


def _dotted(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _refuse_repeated(file: str, node: yaml.Node, known: set[int]) -> None:
    """No field twice in one place, and nothing by reference: what holds is written where it holds."""
    if id(node) in known:
        raise LawFileError(
            file, node.start_mark.line + 1, "", "repeated by reference (`*name`); write it out"
        )
    known.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise LawFileError(file, key.start_mark.line + 1, "", "the name of a field is text")
            if key.value in seen:
                raise LawFileError(
                    file, key.start_mark.line + 1, str(key.value), "written twice in one place"
                )
            seen.add(key.value)
            _refuse_repeated(file, value, known)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repeated(file, item, known)
