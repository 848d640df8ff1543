"""Who can act in a demonstration: persons in offices, by short ids, from a file. Nothing is proved by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import ValidationError

from cli.errors import InputError, Sentence, nearest, wrong
from domain.actors import Actor
from domain.model import Frozen

PACKAGED = Path(__file__).parents[1] / "scenarios" / "cast" / "actors.yaml"


@dataclass(frozen=True, slots=True)
class DemoActor:
    """A person in an office, with the names that the ledger keeps apart from the events."""

    id: str
    actor: Actor
    name_zh: str | None
    name_en: str | None


class _Name(Frozen):
    zh: str | None = None
    en: str | None = None


class _Entry(Actor):
    name: _Name = _Name()


class UnknownActorError(InputError):
    """No actor has that id; the sentence names the nearest."""


def load_actors(path: Path | None = None) -> Mapping[str, DemoActor]:
    """The actors of the file, or of the one that comes with the package, by their ids. Raises InputError."""
    return _packaged() if path is None else _read(path)


def actor(actors: Mapping[str, DemoActor], given: str, file: Path | None = None) -> DemoActor:
    """The actor of that id. Raises UnknownActorError, which says in which file they stand."""
    found = actors.get(given)
    if found is None:
        listed = tuple(actors)
        shown = file or PACKAGED.relative_to(PACKAGED.parents[1])
        sentence = Sentence.of("error.actor", given=given, nearest=nearest(given, listed), file=shown)
        raise UnknownActorError("actor", sentence, field="--as", allowed=listed)
    return found


@cache
def _packaged() -> Mapping[str, DemoActor]:
    return _read(PACKAGED)


def _read(path: Path) -> Mapping[str, DemoActor]:
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise wrong("no_file", "--actors", path=path) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise wrong("unreadable_file", "--actors", path=path, why=_line(error)) from None
    entries = data.get("actors") if isinstance(data, Mapping) else None
    if not isinstance(entries, Mapping):
        raise wrong("actors_file", "--actors", path=path)
    return MappingProxyType({str(id_): _actor(str(id_), entry, path) for id_, entry in entries.items()})


def _actor(id_: str, entry: object, path: Path) -> DemoActor:
    values = dict(entry) if isinstance(entry, Mapping) else {}
    if "province" in values:
        values["province"] = str(values["province"])
    try:
        read = _Entry.model_validate(values)
    except ValidationError as error:
        raise _invalid(id_, error, path) from None
    office = Actor.model_validate(read.model_dump(exclude={"name"}))
    return DemoActor(id_, office, read.name.zh, read.name.en)


def _invalid(id_: str, error: ValidationError, path: Path) -> InputError:
    first = error.errors()[0]
    field = ".".join((id_, *(str(step) for step in first["loc"])))
    return wrong("actors_entry", field, path=path, why=first["msg"])


def _line(error: Exception) -> str:
    return str(error).splitlines()[0]
