"""The closed vocabularies of a dossier, and the forms in which it may write a day, an instant or a place."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError

from domain.characters import Length
from domain.model import SHANGHAI


class RegistrationClass(StrEnum):
    """The class under which the product is registered; it alone decides whether the product is biological."""

    BIOLOGICAL = "biological"
    CHEMICAL = "chemical"


class Origin(StrEnum):
    """Where the variety comes from."""

    SELF_DEVELOPED = "self_developed"
    LICENSED_IN = "licensed_in"
    CO_DEVELOPED = "co_developed"


class ApplicantRole(StrEnum):
    """Who applies: the holder of an approved product, or the applicant for a first registration."""

    MAH = "mah"
    REGISTRATION_APPLICANT = "registration_applicant"


class AgentRole(StrEnum):
    """In which office a domestic enterprise acts for an overseas applicant."""

    REGISTRATION_AGENT = "registration_agent"
    RESPONSIBLE_PERSON = "responsible_person"


class Stage(StrEnum):
    """A segment of the production chain."""

    DRUG_SUBSTANCE = "drug_substance"
    LINKER_PAYLOAD = "linker_payload"
    CONJUGATION = "conjugation"
    DRUG_PRODUCT = "drug_product"
    PACKAGING = "packaging"


class ExperienceBasis(StrEnum):
    """What the experience was gained in. Commercial manufacture is manufacture; neither is development."""

    COMMERCIAL = "commercial"
    MANUFACTURING = "manufacturing"
    RD = "rd"


class Composition(StrEnum):
    """Whether a vaccine is a combination or multivalent one (多联多价)."""

    MONOVALENT = "monovalent"
    MULTIVALENT = "multivalent"


class Consent(StrEnum):
    """How a consent stands."""

    GRANTED = "granted"
    PENDING = "pending"
    REFUSED = "refused"


class Channel(StrEnum):
    """How the application was handed in."""

    ONLINE = "online"
    COUNTER = "counter"


def _instant(value: object) -> object:
    """An instant from ISO 8601 text, a date or a datetime; without a zone it is in Asia/Shanghai."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if isinstance(value, datetime):
        value = value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
    elif isinstance(value, date):
        value = datetime.combine(value, time(), SHANGHAI)
    if isinstance(value, datetime) and value.year in YEARS:
        return value
    raise PydanticCustomError("dossier_instant", "not an instant")


def _day(value: object) -> object:
    """A calendar day, written YYYY-MM-DD."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("dossier_day", "not a day") from None
    if isinstance(value, date) and not isinstance(value, datetime) and value.year in YEARS:
        return value
    raise PydanticCustomError("dossier_day", "not a day")


_CHINA = {"CN", "CHN", "CHINA", "PRC", "中国", "中华人民共和国"}


def _country(value: object) -> object:
    """An ISO 3166-1 alpha-2 code; the usual names of China are taken as CN."""
    if isinstance(value, str):
        name = value.strip().upper()
        if name in _CHINA:
            return "CN"
        if re.fullmatch(r"[A-Z]{2}", name):
            return name
    raise PydanticCustomError("dossier_country", "not a country")


def _province(value: object) -> object:
    """A six-digit code; text files often write it as a number."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if re.fullmatch(r"\d{6}", text):
        return text
    raise PydanticCustomError("dossier_province", "not a province")


def _consent(value: object) -> object:
    """`true` says granted, `false` not given yet; a refusal has to be named."""
    if isinstance(value, bool):
        return Consent.GRANTED if value else Consent.PENDING
    return value


def _item(value: object) -> object:
    """The number of an item, also written as text; `true` is none."""
    if isinstance(value, bool):
        return str(value).lower()
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]", value) else value


def _several(value: object) -> object:
    """One name may stand where a list is asked for, and nothing for an empty list."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


YEARS = range(1900, 3000)
"""The years in which a day of a dossier can lie."""

Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]
Day = Annotated[date, BeforeValidator(_day)]
Country = Annotated[str, BeforeValidator(_country)]
ProvinceCode = Annotated[str, BeforeValidator(_province)]
Announcement134Item = Annotated[Literal[1, 2, 3, 4], BeforeValidator(_item)]
ConsentState = Annotated[Consent, BeforeValidator(_consent)]
Text = Annotated[str, Length(400)]
Key = Annotated[str, Length(64)]
Keys = Annotated[tuple[Key, ...], BeforeValidator(_several)]
