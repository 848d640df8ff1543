"""Reads the law folder: the one place in the domain that opens files, once, at load."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from domain.law.calendar import CalendarYear
from domain.law.document import D, Written, line_of, read_document
from domain.law.errors import LawFileError
from domain.law.limits import LimitFile
from domain.law.regime import RegimeSpan
from domain.law.tables import AreaFile, CompetenceFile, DivisionFile, ReadingFile
from domain.law.texts import Dated, Instrument

PACKAGED = Path(__file__).parent
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


def read_folder(root: Path) -> LawFolder:
    """The law files under `root`. Raises `LawFileError` at the first that is wrong, or in no known folder."""
    known = set(LawFolder.__dataclass_fields__)
    for path in sorted(root.rglob("*.y*ml")):
        room = path.relative_to(root)
        if path.suffix != ".yaml" or path.parent.parent != root or path.parent.name not in known:
            raise LawFileError(
                room.as_posix(), 1, "", f"a law file lies in one of: {', '.join(sorted(known))}"
            )
    return LawFolder(
        instruments=_read(root, "instruments", Instrument),
        limits=_read(root, "limits", LimitFile),
        calendars=_read(root, "calendars", CalendarYear),
        regimes=_read(root, "regimes", RegimeSpan),
        readings=_read(root, "readings", ReadingFile),
        divisions=_read(root, "divisions", DivisionFile),
        areas=_read(root, "areas", AreaFile),
        competence=_read(root, "competence", CompetenceFile),
    )


def _read(root: Path, room: str, kind: type[D]) -> tuple[LawFile[D], ...]:
    files = []
    for path in sorted((root / room).glob("*.yaml")):
        name, content = f"{room}/{path.name}", path.read_bytes()
        value = read_document(name, content, kind)
        file = LawFile(name, hashlib.sha256(content).hexdigest(), content, value)
        _check_name(file, path.stem)
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
