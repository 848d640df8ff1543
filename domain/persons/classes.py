"""What each field of every command, event and dossier holds, as data: who may see it, and whether it names a person.

A field without a class fails the tests: whoever adds one says what it holds in `fields/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from inspect import get_annotations
from pathlib import Path

import yaml
from pydantic import BaseModel, TypeAdapter

_FIELDS = Path(__file__).parent / "fields"
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Class(StrEnum):
    """What a field holds."""

    PUBLIC = "public"
    """What an authority publishes: numbers, offices, enterprises, products, decisions."""
    INTERNAL = "internal"
    """For the parties and the authorities of the case: dossier contents, findings, terms, ids."""
    TEXT = "text"
    """Written by hand, so that somebody could be named in it: a person stands there as a reference only."""
    PERSON = "person"
    """The id of a natural person, never the name."""
    PARTS = "parts"
    """Other models, whose fields have classes of their own."""


@cache
def classes() -> Mapping[str, Mapping[str, Class]]:
    """The class of every field, by the model that declares it."""
    read: dict[str, dict[str, Class]] = {}
    table = TypeAdapter(dict[str, dict[Class, tuple[str, ...]]])
    for path in sorted(_FIELDS.glob("*.yaml")):
        with path.open(encoding="utf-8") as file:
            found = table.validate_python(yaml.load(file, _LOADER))  # noqa: S506 - a safe loader
        if again := read.keys() & found.keys():
            raise ValueError(f"{path.name} lists a second time: {', '.join(sorted(again))}")
        for model, groups in found.items():
            read[model] = {field: kind for kind, fields in groups.items() for field in fields}
    return read


@cache
def fields_of(model: type[BaseModel]) -> Mapping[str, Class]:
    """The class of every field of the model, inherited ones included. KeyError for one that has none."""
    return {field: _class(model, field) for field in model.model_fields}


def unclassified(model: type[BaseModel]) -> Iterator[str]:
    """The fields that no file gives a class."""
    for field in model.model_fields:
        try:
            _class(model, field)
        except KeyError as error:
            yield error.args[0]


def _class(model: type[BaseModel], field: str) -> Class:
    declaring = [each.__name__ for each in model.__mro__ if field in get_annotations(each)]
    for name in declaring:
        if found := classes().get(name, {}).get(field):
            return found
    raise KeyError(f"{declaring[0]}.{field}")
