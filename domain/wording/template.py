"""Templates: how a sentence is filled from the fields of an event or the facts of a refusal.

`{field}`, `{dossier.product.name}`, and `{name_zh|name}` for the first that is there. A format after the colon says
how a value is read (`FORMATS`). Text in `[brackets]` is left out where a field in it is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from string import Formatter

from pydantic import BaseModel

from domain.characters import visible
from domain.findings import Finding, Outcome
from domain.model import SHANGHAI
from domain.wording.tables import Lang, cited, duty_title, province, table, term

Values = Mapping[str, object]

NOTHING = "—"
"""Stands for a value that is not there."""

_SPAN = re.compile(r"(?:(-?\d+) days?, )?(\d+):(\d\d):(\d\d)(?:\.\d+)?")
_STOPPED = re.compile(r"。+(?=[。；，）])|(?<!Ltd)(?<!Inc)(?<!Co)(?<!Corp)(?<!\.)\.(?=;)")
"""The full stop of a text after which the sentence goes on; not that of a company's name."""
_SHARE = re.compile(r"(.+): (\d+) of (\d+)")
_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_WHOLE = (str, BaseModel)
"""What is one value although it can be iterated."""

_UNREMARKABLE = {Outcome.PASS, Outcome.NOT_APPLICABLE}


def render(template: str, values: Values, lang: Lang) -> str:
    """The sentence, on one line. A missing fact is a dash; AttributeError for a field that a value cannot have.

    The full stop of a text is left out where the sentence goes on after it, and where the template has none.
    """
    shown = []
    for position, text in enumerate(_OPTIONAL.split(template)):
        optional = position % 2 == 1
        pieces = _pieces(text)
        if optional and any(_empty(_value(field, values)) for _, field, _ in pieces if field):
            continue
        for literal, field, spec in pieces:
            shown.append(literal)
            if field:
                shown.append(visible(_show(_value(field, values), spec, lang)))
    sentence = _STOPPED.sub("", "".join(shown))
    return sentence if template.rstrip("]").endswith("。") else sentence.rstrip("。")


def part(key: str, lang: Lang, **values: object) -> str:
    """A piece of a sentence by its key in the table `parts`."""
    return render(table("parts")[key][lang], values, lang)


def clock_name(name: str, lang: Lang) -> str:
    """A term of a stream by its name, such as `review.clock`, `licensing.cmo-1.decide` or `year.2026`."""
    if name in table("glossary"):
        return term(name, lang)
    owner, _, rest = name.partition(".")
    if owner in {"year", "finding", "posting"}:
        return part(f"clock.{owner}", lang, **{owner: rest})
    if owner == "milestone":
        return part("clock.calendar", lang, year=rest.split(".")[1])
    if owner == "duties":
        return part("clock.duties", lang, duties=rest.partition(".")[0])
    if owner == "duty":
        owed, _, which = rest.partition(".")
        return part("clock.duty", lang, owed=owed, which=which)
    licensee, _, which = rest.rpartition(".")
    if f"clock.{owner}.{which}" in table("parts"):
        return part(f"clock.{owner}.{which}", lang, id=licensee)
    key = f"clock.{which}"
    return part(key, lang, licensee=licensee) if owner == "licensing" and key in table("parts") else name


def office_of(role: object, where: object, lang: Lang) -> str:
    """The name of a provincial office: the agency or the government of that province."""
    parts = table("parts")
    keys = (f"office.{role}.{where}", f"office.{role}")
    found = next((key for key in keys if key in parts), None)
    if found:
        return part(found, lang, province=where)
    return f"{province(where, lang)}{'' if lang == 'zh' else ' '}{term(role, lang)}"


def citation(provision: object, lang: Lang) -> str:
    """An article as it is cited: its instrument and its place; the id itself where no instrument has it."""
    found = cited(provision)
    return part("citation", lang, title=found[0][lang], cite=found[1][lang]) if found else str(provision)


@cache
def _pieces(text: str) -> tuple[tuple[str, str, str], ...]:
    """Each literal with the field that follows it, if any, and the field's format."""
    return tuple((literal, field or "", spec or "") for literal, field, spec, _ in Formatter().parse(text))


def _value(field: str, values: Values) -> object:
    for path in field.split("|"):
        name, *attributes = path.split(".")
        value = values.get(name)
        for attribute in attributes:
            value = None if value is None else getattr(value, attribute)
        if value is not None:
            return value
    return None


def _empty(value: object) -> bool:
    if isinstance(value, Iterable) and not isinstance(value, _WHOLE):
        return not any(_remarkable(item) for item in value)
    return not value or value == NOTHING


def _show(value: object, spec: str, lang: Lang) -> str:
    between, show = FORMATS[spec]
    if isinstance(value, str) and spec in _SPLIT:
        value = tuple(item.strip() for item in value.split(","))
    if spec == "count" and isinstance(value, tuple):
        return str(len(value))
    if not isinstance(value, Iterable) or isinstance(value, _WHOLE):
        return NOTHING if value is None else show(value, lang)
    shown = [show(item, lang) for item in value if _remarkable(item)]
    return between[lang].join(shown) if shown else term("none", lang)


def _remarkable(item: object) -> bool:
    """A finding that says nothing against a dossier, and leaves nothing open, is not listed."""
    return not isinstance(item, Finding) or item.outcome not in _UNREMARKABLE


def _plain(value: object, lang: Lang) -> str:
    match value:
        case datetime():
            return _time(value, lang)
        case bool():
            return term(value, lang)
        case timedelta():
            return _span(value, lang)
        case _:
            return str(value)


def _time(value: object, _lang: Lang) -> str:
    instant = _read(value)
    return str(value) if instant is None else f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _day(value: object, _lang: Lang) -> str:
    instant = value if isinstance(value, datetime) else None
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d}" if instant else str(value)


def _last_day(value: object, _lang: Lang) -> str:
    """The day at whose 24:00 a term runs out, from that instant."""
    instant = _read(value)
    return str(value) if instant is None else f"{instant.astimezone(SHANGHAI) - timedelta(days=1):%Y-%m-%d}"


def _read(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def _span(value: object, lang: Lang) -> str:
    """A stretch of days, perhaps with hours, minutes and seconds; a fact holds it as Python writes it."""
    if not (read := _SPAN.fullmatch(str(value))):
        return str(value)
    days, hours, minutes, seconds = (int(group or 0) for group in read.groups())
    rest = f"{hours:02}:{minutes:02}:{seconds:02}" if hours or minutes or seconds else None
    shown = str(days) if days or not rest else None
    return part("span.1" if days == 1 else "span", lang, days=shown, rest=rest).strip()


def _share(value: object, lang: Lang) -> str:
    """How many people of how many are there, by site; a fact holds it as `site: 1 of 2`."""
    read = _SHARE.fullmatch(str(value))
    return part("share", lang, site=read[1], n=read[2], least=read[3]) if read else str(value)


def _assessment(value: object, lang: Lang) -> str:
    return part("assessment.follows" if value else "assessment.none", lang)


def _licensee(value: object, lang: Lang) -> str:
    known = value in {"applicant", "registration"}
    return part(f"licensee.{value}" if known else "licensee.manufacturer", lang, id=value)


def _finding(value: object, lang: Lang) -> str:
    return part("finding", lang, rule=getattr(value, "rule", value), outcome=getattr(value, "outcome", None))


def _office(value: object, lang: Lang) -> str:
    """An office by its own fields: that of a province, an enterprise, a national authority."""
    role, where = getattr(value, "role", value), getattr(value, "province", None)
    organisation = getattr(value, "organisation", None)
    if where:
        return office_of(role, where, lang)
    return (
        part("office.organisation", lang, organisation=organisation, role=role)
        if organisation
        else term(role, lang)
    )


def _subject(value: object, lang: Lang) -> str:
    key = "subject.yes" if getattr(value, "satisfied", False) else "subject.no"
    return part(key, lang, subject=getattr(value, "subject", value), remark=getattr(value, "remark", None))


def _fields(key: str) -> _Show:
    """Shown by its own fields, in the piece of that key."""
    return lambda value, lang: render(table("parts")[key][lang], dict(_named(value)), lang)


def _named(value: object) -> Iterable[tuple[str, object]]:
    return value if isinstance(value, BaseModel) else ()


def _contested(value: object, lang: Lang) -> str:
    return part(f"contested.{getattr(value, 'against', 'decision')}", lang, **dict(_named(value)))


def _remedies(value: object, lang: Lang) -> str:
    """The notice of remedies: until when each is open, or that their terms begin with the delivery."""
    fields = dict(_named(value))
    who = office_of(fields.get("body"), fields.get("province"), lang)
    who = who if fields.get("province") else term(fields.get("body"), lang)
    can = fields.get("reviewable")
    known = "remedies.known" if fields.get("court_until") else "remedies.later"
    return part(known if can == "yes" else f"remedies.{can}", lang, who=who, **fields)


def _by_key(prefix: str) -> _Show:
    """Said by the piece of that prefix and the value."""
    return lambda value, lang: part(f"{prefix}.{value}", lang)


def _point(value: object, lang: Lang) -> str:
    key = "point.yes" if getattr(value, "satisfied", False) else "point.no"
    return part(key, lang, point=getattr(value, "point", value), remark=getattr(value, "remark", None))


_Show = Callable[[object, Lang], str]
_WORDS: Mapping[Lang, str] = {"zh": "、", "en": ", "}
_CLAUSES: Mapping[Lang, str] = {"zh": "；", "en": "; "}
_SPLIT = {"term", "province", "agency", "list", "shares", "ruling", "citation"}
"""Formats whose value a refusal's fact holds as one text, with commas between."""

FORMATS: Mapping[str, tuple[Mapping[Lang, str], _Show]] = {
    "": (_WORDS, _plain),
    "list": (_WORDS, _plain),
    "texts": (_CLAUSES, _plain),
    "count": (_WORDS, _plain),
    "shares": (_WORDS, _share),
    "assessment": (_WORDS, _assessment),
    "term": (_WORDS, term),
    "province": (_WORDS, province),
    "agency": (_WORDS, lambda value, lang: office_of("provincial_agency", value, lang)),
    "government": (_WORDS, lambda value, lang: office_of("provincial_government", value, lang)),
    "owed": (_WORDS, duty_title),
    "licensee": (_WORDS, _licensee),
    "clock": (_WORDS, lambda value, lang: clock_name(str(value), lang)),
    "citation": (_CLAUSES, citation),
    "findings": (_WORDS, _finding),
    "subjects": (_CLAUSES, _subject),
    "points": (_CLAUSES, _point),
    "duty": (_CLAUSES, _fields("duty")),
    "transport": (_CLAUSES, _fields("transport")),
    "document": (_CLAUSES, _fields("document")),
    "substitute": (_CLAUSES, _fields("substitute")),
    "validation": (_WORDS, _fields("validation")),
    "notice": (_CLAUSES, _fields("notice")),
    "bar": (_CLAUSES, _fields("bar")),
    "follows": (_CLAUSES, _fields("follows")),
    "day": (_WORDS, _day),
    "time": (_WORDS, _time),
    "last_day": (_WORDS, _last_day),
    "span": (_WORDS, _span),
    "office": (_WORDS, _office),
    "contested": (_CLAUSES, _contested),
    "remedies": (_CLAUSES, _remedies),
    "ruling": (_WORDS, _by_key("ruling")),
    "before": (_WORDS, _by_key("before")),
    "referred": (_WORDS, lambda _, lang: part("reviewable.refer", lang)),
    "bound": (_WORDS, lambda _, lang: part("bound", lang)),
    "unsettled": (_WORDS, lambda _, lang: part("unsettled", lang)),
    "provisional": (_WORDS, lambda _, lang: part("provisional", lang)),
}
"""Every format: what stands between the items of several values, and how each is shown."""
