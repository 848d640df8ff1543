"""Every choice that a command leaves: each value of each closed list, each licensee, each site, the right version.

The values come from the models of the commands themselves, so that a new command is tried without a word about it
here. Only where a field is neither a closed list nor a plain text does a line say what to try; a command with such a
field and no line is not explored, and `Unexplored` says so.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from enum import Enum
from itertools import product
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from domain.messages import Command, OpeningCommand

Fields = Mapping[str, object]
Values = Callable[[Any], list[object]]
"""What to try for a field, given what the machine knows now (`Here`)."""

GIVEN = frozenset({*OpeningCommand.model_fields, "name"}) - {"shift", "reason"}
"""What every command has: who, when, for which stream."""


class Unexplored(Exception):  # noqa: N818 - the sentence is the point
    """A command that the exploration cannot try."""


def choices(
    command: type[Command],
    here: object,
    by_field: Mapping[str, Values],
    by_hand: Mapping[str, Callable[[Any], list[Fields]]],
) -> Iterator[Fields]:
    """Every combination of what can be said with this command."""
    name = str(command.model_fields["name"].default)
    if name in by_hand:
        yield from by_hand[name](here)
        return
    tried: dict[str, list[object]] = {}
    for field, info in command.model_fields.items():
        if field in GIVEN or (field == "shift" and issubclass(command, OpeningCommand)):
            continue
        own = by_field.get(f"{name}.{field}") or by_field.get(field)
        values = own(here) if own else _values(name, field, info)
        if values or info.is_required():
            tried[field] = values
    for chosen in product(*tried.values()):
        yield dict(zip(tried, chosen, strict=True))


def _values(name: str, field: str, info: FieldInfo) -> list[object]:
    found = list(_listed(info.annotation))
    if found:
        return found
    if not info.is_required():
        return []
    plain = _plain(info.annotation)
    if plain is None:
        raise Unexplored(
            f"this command is not explored: {name} has a field {field} that nobody says how to fill"
        )
    return [plain]


def _listed(annotation: Any) -> Iterator[object]:  # noqa: ANN401 - an annotation is anything
    """The members of a closed list; nothing for what is open."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _listed(get_args(annotation)[0])
    elif origin is Literal:
        yield from get_args(annotation)
    elif origin in {Union, types.UnionType}:
        members = [each for each in get_args(annotation) if each is not type(None)]
        listed = [value for member in members for value in _listed(member)]
        yield from [None, *listed] if listed and len(members) < len(get_args(annotation)) else listed
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from annotation
    elif annotation is bool:
        yield from (True, False)


def _plain(annotation: Any) -> object:  # noqa: ANN401
    """One value of an open kind: all texts are alike, and so are all numbers of documents."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if annotation is str:
        return "1"
    if annotation is int:
        return 1
    if annotation is date:
        return None
    if get_origin(annotation) is tuple:
        inner = _plain(get_args(annotation)[0])
        return None if inner is None else (inner,)
    return timedelta(days=1) if annotation is timedelta else None
