"""The words of the house: one glossary and one set of sentences, in Chinese and English, as data.

Sentences are templates (`domain.wording.template`) in YAML files beside this one; changing a word changes no code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import assert_never

from pydantic import BaseModel

from domain.position import Deadline, Wait
from domain.terms import ClockAct, Ended, Extended, Recomputed, Resumed, Started, Stopped
from domain.wording.tables import Lang, province, table, term
from domain.wording.template import NOTHING, citation, clock_name, office_of, part, render

__all__ = [
    "Lang",
    "citation",
    "clock_name",
    "clock_sentence",
    "office",
    "province",
    "refusal_text",
    "sentence",
    "summary",
    "term",
]


def sentence(topic: str, event: BaseModel, lang: Lang) -> str:
    """An event as one sentence. An event without a template is shown by its topic and fields."""
    entry = table("events").get(topic)
    if entry is None:
        return f"{topic} {event.model_dump_json(exclude_none=True)}"
    return render(entry[lang], dict(event), lang)


def refusal_text(code: str, lang: Lang, facts: Mapping[str, object]) -> str:
    """The sentence of a refusal. KeyError where the code is not in the catalogue."""
    return render(table("refusals")[code][lang], {**facts, "who": _who(facts, lang)}, lang)


def clock_sentence(act: ClockAct, lang: Lang) -> str:
    """An act on the clock as one sentence: which term, how long, and by when; or why it stands still."""
    name = clock_name(act.name, lang)
    match act:
        case Started(term=started):
            length = _length(started.n + started.added, started.unit, lang)
            values = {**dict(act), "name": name, "length": length, "started": started.started}
            return part("act.started", lang, **values)
        case Resumed() | Extended():
            longer = _length(act.added, act.unit or "unknown", lang) if act.added else None
            return part(f"act.{act.act}", lang, **{**dict(act), "name": name, "longer": longer})
        case Stopped() | Recomputed() | Ended():
            return part(f"act.{act.act}", lang, **{**dict(act), "name": name})
        case _:
            assert_never(act)


def summary(stage: str, outcome: object, waits: Iterable[Wait], deadlines: Iterable[Deadline]) -> str:
    """The standing of a stream in plain words, both languages, as Markdown for the Temporal UI."""
    head = f"**{term(stage, 'zh')} · {term(stage, 'en')}**"
    if outcome:
        head += f" — {term(outcome, 'zh')} · {term(outcome, 'en')}"
    lines = [head]
    for wait in waits:
        zh, en = _waits(wait, "zh"), _waits(wait, "en")
        lines.append(f"- {zh} · {en}")
    for deadline in deadlines:
        zh, en = _runs(deadline, "zh"), _runs(deadline, "en")
        lines.append(f"- {zh} · {en}")
    return "\n".join(lines)


PUBLIC_OFFICES = frozenset({"provincial_agency", "provincial_government"})
"""Offices that are called by their province."""

NATIONAL_OFFICES = frozenset({"nmpa", "review_centre", "inspection_centre", "system"})
"""Offices of which there is one."""


def office(role: object, where: object, organisation: object, lang: Lang) -> str:
    """An office as a person would name it: the province's agency, or the organisation."""
    if where and role in PUBLIC_OFFICES:
        return office_of(role, where, lang)
    if organisation and role not in NATIONAL_OFFICES:
        return part("office.organisation", lang, organisation=organisation, role=role)
    return office_of(role, where, lang) if where else term(role, lang)


def _who(facts: Mapping[str, object], lang: Lang) -> str | None:
    """The office that a refusal is for, where its facts name one."""
    if "role" not in facts:
        return None
    where = facts.get("province")
    return office(facts["role"], None if where == NOTHING else where, facts.get("organisation"), lang)


@lru_cache(maxsize=4096)  # most of a standing is the same after the next act
def _waits(wait: Wait, lang: Lang) -> str:
    who = office(wait.role, wait.province, wait.organisation, lang)
    return part("standing.waits", lang, who=who, commands=wait.commands)


@lru_cache(maxsize=4096)  # as above
def _runs(deadline: Deadline, lang: Lang) -> str:
    return part("standing.runs", lang, **dict(deadline))


def _length(n: int, unit: object, lang: Lang) -> str:
    return part(f"length.1.{unit}" if n == 1 else f"length.{unit}", lang, n=n)
