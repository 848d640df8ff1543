"""What a technical review must make a finding on, by kind of product: versioned lists, each point with its article."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, Strict

from domain.dossier import Kind
from domain.law.document import Written, read_document
from domain.law.errors import LawFileError
from domain.law.texts import Bilingual, Dated, Label
from domain.model import ProvisionId

PACKAGED = Path(__file__).parent / "review_points"


class ReviewPoint(Written):
    """One point of a review: its key, what it is about, and its article."""

    key: Annotated[str, Strict(), Field(pattern=r"^[a-z0-9_]+$")]
    title: Bilingual
    basis: tuple[ProvisionId, ...] = Field(min_length=1)
    label: Label
    note: Bilingual | None = None


class ReviewPointFile(Dated):
    """The points for one kind of product, from one day on. A later file for that kind takes its place."""

    kind: Kind
    points: tuple[ReviewPoint, ...] = Field(min_length=1)


def read_review_points(root: Path) -> tuple[ReviewPointFile, ...]:
    """Every list under `root`; `LawFileError` names file, line and field of what is wrong."""
    files = []
    for path in sorted(root.glob("*.yaml")):
        file = read_document(path.name, path.read_bytes(), ReviewPointFile)
        if not path.stem.endswith(f"{file.in_force.from_}"):
            raise LawFileError(path.name, 1, "in_force.from", "the day is not the one in the file's name")
        if len({point.key for point in file.points}) < len(file.points):
            raise LawFileError(path.name, 1, "points", "a key stands there twice")
        files.append(file)
    return tuple(files)


def review_points(kind: Kind, day: date) -> tuple[ReviewPoint, ...]:
    """The points for that kind on that day, in their order; none for a kind that no list speaks of."""
    lists = [file for file in _packaged() if file.kind is kind and file.in_force.covers(day)]
    return max(lists, key=lambda file: file.in_force.from_).points if lists else ()


def every_point() -> tuple[ReviewPoint, ...]:
    """Every point of every packaged list."""
    return tuple(point for file in _packaged() for point in file.points)


@cache
def _packaged() -> tuple[ReviewPointFile, ...]:
    return read_review_points(PACKAGED)
