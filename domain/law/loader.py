"""Reads the law folder: the one place in the domain that opens files, once, at load."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Generic, TypeVar

from domain.law.calendar import CalendarYear
from domain.law.document import D, Written, fields_of, line_of, read_document
from domain.law.duties import DutyFile
from domain.law.errors import LawFileError
from domain.law.limits import LimitFile
from domain.law.lists import FormFamily, ReviewPointFile
from domain.law.regime import RegimeSpan
from domain.law.tables import AreaFile, CompetenceFile, DivisionFile, ReadingFile
from domain.law.texts import Dated, Instrument
from domain.law.thresholds import ThresholdFile

PACKAGED = Path(__file__).parent
SETTING = "FENDUAN_LAW"
DAY_IN_A_NAME = re.compile(r"-?\d{4}-\d{2}-\d{2}|\.yaml$")

T_co = TypeVar("T_co", bound=Written, covariant=True)


@dataclass(frozen=True, slots=True)
class LawFile(Generic[T_co]):
    """A law file: where it lies (relative, with `/`), SHA-256 of its bytes in hexadecimal, and what it says."""

    path: str
    sha256: str
    content: bytes
    value: T_co

    @property
    def subject(self) -> str:
        """Folder and name without the day: what its versions have in common."""
        return DAY_IN_A_NAME.sub("", self.path)

    def error(self, message: str, *field: str | int) -> LawFileError:
        """An error that points at a field of this file."""
        dotted = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in field)
        return LawFileError(self.path, line_of(self.content, *field), dotted.lstrip("."), message)


@dataclass(frozen=True, slots=True)
class LawFolder:
    """Everything in the law folder, each file well-formed by itself; what they say together is not yet checked."""

    instruments: tuple[LawFile[Instrument], ...]
    limits: tuple[LawFile[LimitFile], ...]
    calendars: tuple[LawFile[CalendarYear], ...]
    regimes: tuple[LawFile[RegimeSpan], ...]
    readings: tuple[LawFile[ReadingFile], ...]
    divisions: tuple[LawFile[DivisionFile], ...]
    areas: tuple[LawFile[AreaFile], ...]
    competence: tuple[LawFile[CompetenceFile], ...]
    duties: tuple[LawFile[DutyFile], ...]
    thresholds: tuple[LawFile[ThresholdFile], ...]
    forms: tuple[LawFile[FormFamily], ...]
    review_points: tuple[LawFile[ReviewPointFile], ...]

    def files(self) -> Iterator[LawFile[Written]]:
        """Every file, room by room."""
        for room in LawFolder.__dataclass_fields__:
            yield from getattr(self, room)


def folders_of(setting: str) -> tuple[Path, ...]:
    """The folders that make the law: the packaged one, another one in its place, or with `+FOLDER` one more."""
    if not setting:
        return (PACKAGED,)
    return (PACKAGED, Path(setting[1:])) if setting.startswith("+") else (Path(setting),)


def setting_of_process() -> str:
    """What `FENDUAN_LAW` says; nothing for the law that comes with the package."""
    return os.environ.get(SETTING, "")


def read_folder(*roots: Path, added: Mapping[str, Path] = MappingProxyType({})) -> LawFolder:
    """The law files under the roots, laid together as if they were one folder.

    `added` are further files by the name that each would have there: `limits/2026-09-01-shorter.yaml`.
    Raises `LawFileError` at the first file that is wrong, in no known room, or there twice under one name.
    """
    found = _found(roots)
    for name, path in added.items():
        _add(found, name, path)
    return LawFolder(
        instruments=_read(found, "instruments", Instrument),
        limits=_read(found, "limits", LimitFile),
        calendars=_read(found, "calendars", CalendarYear),
        regimes=_read(found, "regimes", RegimeSpan),
        readings=_read(found, "readings", ReadingFile),
        divisions=_read(found, "divisions", DivisionFile),
        areas=_read(found, "areas", AreaFile),
        competence=_read(found, "competence", CompetenceFile),
        duties=_read(found, "duties", DutyFile),
        thresholds=_read(found, "thresholds", ThresholdFile),
        forms=_read(found, "forms", FormFamily),
        review_points=_read(found, "review_points", ReviewPointFile),
    )


def _found(roots: Iterable[Path]) -> dict[str, Path]:
    """Where each law file lies, by its name from the root."""
    rooms = sorted(LawFolder.__dataclass_fields__)
    found: dict[str, Path] = {}
    for root in roots:
        files = sorted(root.rglob("*.y*ml"))
        if not files:
            raise LawFileError(str(root), 0, "", "no such folder, or no law file in it")
        for path in files:
            name = path.relative_to(root).as_posix()
            if path.suffix != ".yaml" or path.parent.parent != root or path.parent.name not in rooms:
                raise LawFileError(name, 1, "", f"a law file lies in one of: {', '.join(rooms)}")
            _add(found, name, path)
    return found


def _add(found: dict[str, Path], name: str, path: Path) -> None:
    if name in found:
        raise LawFileError(name, 1, "", f"is also in {found[name].parents[1]}; a change is a new file")
    found[name] = path


def room_of(path: Path) -> str:
    """The room of the law folder that a file belongs in: by the folder it lies in, else by what it holds.

    Raises `LawFileError` where neither tells.
    """
    if path.parent.name in LawFolder.__dataclass_fields__:
        return path.parent.name
    fields = fields_of(path.name, path.read_bytes())
    found = next((room for field, room in _ROOMS.items() if field in fields), None)
    if found is None:
        raise LawFileError(path.name, 1, "", f"should hold one of: {', '.join(_ROOMS)}")
    return found


_ROOMS = {
    "provisions": "instruments",
    "limits": "limits",
    "shares": "limits",
    "year": "calendars",
    "submitted": "regimes",
    "readings": "readings",
    "divisions": "divisions",
    "areas": "areas",
    "rows": "competence",
    "thresholds": "thresholds",
    "family": "forms",
    "points": "review_points",
}
"""By which of its fields a law file is known."""


def _read(found: Mapping[str, Path], room: str, kind: type[D]) -> tuple[LawFile[D], ...]:
    files = []
    for name in sorted(name for name in found if name.startswith(f"{room}/")):
        content = found[name].read_bytes()
        value = read_document(name, content, kind)
        file = LawFile(name, hashlib.sha256(content).hexdigest(), content, value)
        _check_name(file, found[name].stem)
        files.append(file)
    return tuple(files)


def _check_name(file: LawFile[Written], stem: str) -> None:
    """A file is named by what it is and the day from which it holds, so that a change is a new file."""
    value = file.value
    match value:
        case Instrument(id=id_, in_force=span):
            expected = f"{id_}-{span.from_}"
            if stem != expected:
                raise file.error(f"the file should be named {expected}.yaml", "in_force")
        case CalendarYear(year=year):
            if not stem.endswith(f"-{year}"):
                raise file.error("the year is not the one in the file's name", "year")
        case Dated(in_force=span):
            if str(span.from_) not in stem:
                raise file.error("the day is not the one in the file's name", "in_force", "from")
        case RegimeSpan(submitted=span) if isinstance(span.from_, date):
            if not stem.endswith(str(span.from_)):
                raise file.error("the day is not the one in the file's name", "submitted", "from")
