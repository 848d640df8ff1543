"""References to persons: what stands in commands, events and Temporal's histories in place of a name.

A reference is `p-` and sixteen hexadecimal digits: six that follow from the case, ten by chance. So it tells nothing
once the name is erased, and the same person in two cases has two.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TypeVar, get_args

from pydantic import BaseModel

from domain.persons.classes import Class, fields_of

M = TypeVar("M", bound=BaseModel)

PERSON = re.compile(r"(?<![A-Za-z0-9])p-[0-9a-f]{16}(?![A-Za-z0-9])")
"""A reference, wherever it stands."""

_MARK = re.compile(r"\[\[([^\[\]\n]{1,100})\]\]")
_NUMBER = re.compile(r"(?=.*[0-9])[A-Za-z0-9._-]{1,64}")


def prefix_of(number: str) -> str:
    """How the references of a case begin."""
    return f"p-{hashlib.sha256(number.encode()).hexdigest()[:6]}"


def is_name(text: str) -> bool:
    """Whether the text, in a field for a person's id, is no id: a personnel number has a digit and no blanks."""
    return _NUMBER.fullmatch(text) is None


def referred(model: M, refer: Callable[[str], str], known: Mapping[str, str] | None = None) -> M:
    """The model with references in place of names.

    Replaced are: a name in a field for a person's id; in texts whatever stands in [[double brackets]], and every one
    of the `known` names, given with their references.
    """

    def as_id(text: str) -> str:
        return refer(text) if is_name(text) else text

    return _replaced(model, {Class.TEXT: lambda text: unnamed(text, refer, known), Class.PERSON: as_id})


def unnamed(text: str, refer: Callable[[str], str], known: Mapping[str, str] | None = None) -> str:
    """The text with references in place of what stands in [[double brackets]], and of the `known` names."""
    said = _MARK.sub(lambda mark: refer(mark[1].strip()), text)
    for name in sorted(known or (), key=len, reverse=True):
        said = said.replace(name, (known or {})[name])
    return said


def named(model: BaseModel, at: str = "") -> Iterator[str]:
    """The fields in which a name stands where a reference should."""
    for field, kind in _looked_at(type(model)).items():
        value = getattr(model, field)
        for path, each in _flat(value, f"{at}{field}"):
            if isinstance(each, BaseModel):
                yield from named(each, f"{path}.")
            elif (kind is Class.PERSON and is_name(each)) or (kind is Class.TEXT and _MARK.search(each)):
                yield path


def persons_in(model: BaseModel) -> Iterator[str]:
    """The ids of persons that stand in the fields for them, also of the actor and of the models within."""
    for field, kind in fields_of(type(model)).items():
        for _, each in _flat(getattr(model, field), field):
            if isinstance(each, BaseModel):
                yield from persons_in(each)
            elif kind is Class.PERSON:
                yield each


def mentioned(values: Iterable[object]) -> set[str]:
    """The references in texts and data."""
    return {found for value in values for text in _texts(value) for found in PERSON.findall(text)}


def resolved(text: str, names: Mapping[str, str]) -> str:
    """The text with names in place of the references for which there is one."""
    return PERSON.sub(lambda found: names.get(found[0], found[0]), text)


@cache
def _looked_at(model: type[BaseModel]) -> Mapping[str, Class]:
    """The fields in which a person could be named; the actor's own id is given by whoever signs for it."""
    found = {}
    for field, kind in fields_of(model).items():
        annotation = model.model_fields[field].annotation
        if kind in {Class.TEXT, Class.PERSON} or (
            kind is Class.PARTS and field != "actor" and any(map(_looked_at, _models(annotation)))
        ):
            found[field] = kind
    return found


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    else:
        for each in get_args(annotation):
            yield from _models(each)


def _replaced(model: M, by: Mapping[Class, Callable[[str], str]]) -> M:
    changed = {}
    for field, kind in _looked_at(type(model)).items():
        before = getattr(model, field)
        after = _within(before, kind, by)
        if after != before:
            changed[field] = after
    return model.model_copy(update=changed) if changed else model


def _within(value: object, kind: Class, by: Mapping[Class, Callable[[str], str]]) -> object:
    match value:
        case BaseModel():
            return _replaced(value, by)
        case tuple():
            return tuple(_within(each, kind, by) for each in value)
        case str() if kind in by:
            return by[kind](value)
        case _:
            return value


def _flat(value: object, path: str) -> Iterator[tuple[str, BaseModel | str]]:
    match value:
        case BaseModel() | str():
            yield path, value
        case tuple():
            for n, each in enumerate(value):
                yield from _flat(each, f"{path}[{n}]")
        case _:
            pass


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case BaseModel():
            yield value.model_dump_json()
        case _:
            pass
