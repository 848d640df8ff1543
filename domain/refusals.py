"""Refusals by code: their sentences stand in `wording/refusals/`, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar

from domain.messages import Event, Refusal
from domain.model import ProvisionId
from domain.wording import Lang, refusal_text


class CommandRefused(Event):
    """A command was declined. It stands in the stream that it was for, and changes nothing there."""

    topic: ClassVar[str] = "command.refused"
    command: str
    code: str
    facts: dict[str, str]
    en: str
    zh: str


def refused(command: str, refusal: Refusal) -> CommandRefused:
    """The refusal as a fact."""
    return CommandRefused(
        command=command,
        code=refusal.code,
        facts=refusal.facts,
        en=refusal.en,
        zh=refusal.zh,
        basis=refusal.basis,
    )


def refuse(code: str, basis: Iterable[ProvisionId | str] = (), **facts: object) -> Refusal:
    """Decline with a known code; an unknown one is a programming error and raises KeyError."""
    shown = {key: str(value) for key, value in facts.items() if value is not None}
    return Refusal(
        code=code,
        basis=tuple(ProvisionId(provision) for provision in basis),
        facts=shown,
        en=_sentence(code, "en", *shown.items()),
        zh=_sentence(code, "zh", *shown.items()),
    )


@lru_cache(maxsize=4096)  # the same is declined for the same reason over and over
def _sentence(code: str, lang: Lang, *facts: tuple[str, str]) -> str:
    return refusal_text(code, lang, dict(facts))
