"""The law's own texts as values: instruments, their provisions, and what each statement rests on."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, Strict, model_validator

from domain.law.document import Written
from domain.model import Frozen, ProvisionId

Day = Annotated[date, Strict()]
Text = Annotated[str, Strict(), Field(min_length=1)]


class Label(StrEnum):
    """What a statement rests on, from strong to weak."""

    TEXT = "text"
    FOUND = "found"
    GENERAL_KNOWLEDGE = "general_knowledge"
    INFERENCE = "inference"


class Bilingual(Written):
    """The same thing said in Chinese and in English."""

    zh: Text
    en: Text

    def __str__(self) -> str:
        return f"{self.zh} ({self.en})"

    def say(self, lang: str) -> str:
        """The sentence in `zh`, or in English for any other language."""
        return self.zh if lang.startswith("zh") else self.en


class Span(Written):
    """Days from the first to the last, both included; without an end it is open."""

    from_: Day = Field(alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.to is not None and self.to < self.from_:
            raise ValueError("`to` lies before `from`")
        return self

    def covers(self, day: date) -> bool:
        """Whether the day lies within."""
        return self.from_ <= day and (self.to is None or day <= self.to)


class Dated(Written):
    """A law file's head: from when to when it holds.

    `replaces` is the first day of the file whose entries end where this one begins: so a change is a new file,
    and the old one stays as it was released.
    """

    in_force: Span
    replaces: Day | None = None


class ProvisionText(Written):
    """An article as a law file spells it."""

    id: ProvisionId
    cite: Bilingual
    summary: Bilingual
    label: Label


class Instrument(Dated):
    """A law, regulation, order or notice, and those of its provisions that the engine cites."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    title: Bilingual
    number: Text | None = None
    issuer: Bilingual
    issued: Day | None = None
    dates: Label
    sources: tuple[str, ...] = Field(min_length=1)
    provisions: tuple[ProvisionText, ...] = Field(min_length=1)


class Provision(Frozen):
    """An article, with the instrument that it belongs to and the days on which it holds."""

    id: ProvisionId
    instrument: str
    title: Bilingual
    number: str | None
    cite: Bilingual
    summary: Bilingual
    label: Label
    in_force: Span
