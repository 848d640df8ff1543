"""Examples of any event, made from the types of its fields: a full one with everything in it, and a bare one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import Enum
from string import Formatter
from types import NoneType, UnionType
from typing import Annotated, Literal, NewType, TypeVar, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel

from domain.dossier import Dossier
from domain.findings import Finding, Outcome
from domain.model import Province, ProvisionId

M = TypeVar("M", bound=BaseModel)

DOSSIER = Dossier.model_validate(
    {
        "submitted_at": "2025-03-03T09:00:00+08:00",
        "product": {
            "name": "Examplase",
            "name_zh": "示例酶",
            "registration_class": "biological",
            "kind": "enzyme",
            "origin": "self_developed",
        },
        "applicant": {"name": "Example Pharma", "name_zh": "示例制药", "role": "mah", "province": "310000"},
        "cmos": [{"id": "cmo-1", "name": "Example Biologics", "province": "320000"}],
        "sites": [
            {"id": "s1", "operator": "cmo-1", "province": "320000", "address": "1 Example Road, Suzhou"},
            {
                "id": "s2",
                "operator": "applicant",
                "province": "310000",
                "address": "2 Example Road, Shanghai",
            },
        ],
        "segments": [{"stage": "drug_substance", "site": "s1"}, {"stage": "drug_product", "site": "s2"}],
    }
)

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)

_VALUES: dict[object, object] = {
    str: "words",
    int: 2,
    bool: True,
    date: date(2026, 3, 4),
    datetime: NOON,
    AwareDatetime: NOON,
    timedelta: timedelta(days=400),
    Province: "310000",
    ProvisionId: "o27/87",
    Dossier: DOSSIER,
    Finding: Finding(rule="E06", outcome=Outcome.REFER, explanation_en="words", explanation_zh="words"),
}


def placeholders(template: str) -> set[str]:
    """The fields that a template names first, before any attribute."""
    fields = [field for _, field, _, _ in Formatter().parse(template) if field]
    return {path.partition(".")[0] for field in fields for path in field.split("|")}


def full(model: type[M]) -> M:
    """An example in which every field has a value."""
    return model.model_validate(
        {name: _value(field.annotation) for name, field in model.model_fields.items()}
    )


def bare(model: type[M]) -> M:
    """An example in which everything is empty that may be."""
    needed = {name: field.annotation for name, field in model.model_fields.items() if field.is_required()}
    return model.model_validate({name: _least(annotation) for name, annotation in needed.items()})


def vocabulary(annotation: object, seen: set[object]) -> set[str]:
    """Every code of a closed vocabulary that a value of this type can hold, however deep."""
    inner: list[object] = list(get_args(annotation))
    if get_origin(annotation) is Literal:
        return {code.value if isinstance(code, Enum) else code for code in inner if isinstance(code, str)}
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return {str(member.value) for member in annotation}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
        seen.add(annotation)
        inner = [field.annotation for field in annotation.model_fields.values()]
    return {code for each in inner for code in vocabulary(each, seen)}


def _value(annotation: object) -> object:
    if annotation in _VALUES:
        return _VALUES[annotation]
    if isinstance(annotation, NewType):
        return _value(annotation.__supertype__)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return inner[0]
    if origin is Annotated:
        return _value(inner[0])
    if origin in {Union, UnionType}:
        return _value(next(each for each in inner if each is not NoneType))
    if origin is tuple:
        return (_value(inner[0]),)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return full(annotation)
    raise TypeError(f"no example of {annotation}")


def _least(annotation: object) -> object:
    if get_origin(annotation) is tuple:
        return ()
    return None if NoneType in get_args(annotation) else _value(annotation)
