"""Each part of the law as a table for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cli.law.data import Shown
from cli.law.names import articles_of, days, length
from cli.output import columns, lines
from cli.texts import Lang, say

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

Part = Any
"""A part as `cli.law.data` makes it."""


def print_part(out: Console, name: str, part: Part, shown: Shown, lang: Lang, *, full: bool) -> None:
    """One part under its heading."""
    out.print(_TABLES[name](part, shown, lang, full))


def _instruments(part: Part, shown: Shown, lang: Lang, full: bool) -> RenderableType:  # noqa: ARG001
    table = columns(11, None)
    for each in part:
        facts = [
            each["number"] or "",
            each["issuer"][lang],
            days(each["in_force"], lang),
            _rests_on(each["dates"], lang),
        ]
        provisions = each["provisions"]
        facts.append("" if full else say("law.provisions", lang, n=len(provisions)))
        table.add_row(
            lines((each["id"], "bold")),
            lines((each["title"][lang], "bold"), (" · ".join(filter(None, facts)), "dim")),
        )
        for provision in provisions if full else ():
            said = f"{provision['cite'][lang]}{_mark(provision['label'], lang)}"
            table.add_row(lines(("", "")), lines(said, (provision["summary"][lang], "dim")))
    return table


def _rules(part: Part, shown: Shown, lang: Lang, full: bool) -> RenderableType:
    from domain.wording import term

    table = columns(5, 24, 28, None)
    for each in part:
        unmet = ("、" if lang == "zh" else ", ").join(term(outcome, lang) for outcome in each["unmet"])
        reference = say("law.by_reference", lang) if each["by_reference"] else ""
        table.add_row(
            lines((each["id"], "bold")),
            lines(each["title"][lang]),
            lines(unmet or say("law.never_against", lang), (reference, "dim")),
            lines((articles_of(shown.law, each["basis"], lang, full=full), "dim")),
        )
    return table


def _limits(part: Part, shown: Shown, lang: Lang, full: bool) -> RenderableType:
    from domain.wording import term

    table = columns(30, 17, None)
    for each in part:
        before = "law.before" if each["direction"] == "before" else "law.after"
        excluded = each["excludes"] and say("law.excludes", lang, what=each["excludes"][lang])
        note = each["note"][lang] if full and each["note"] else None
        basis = articles_of(shown.law, each["basis"], lang, full=full) + _mark(each["label"], lang)
        table.add_row(
            lines(term(each["key"], lang), (each["key"], "dim")),
            lines(length(each["n"], each["unit"], lang), (_consequence(each["consequence"], lang), "yellow")),
            lines(say(before, lang, what=each["starts"][lang]), excluded, note, (basis, "dim")),
        )
    return table


def _shares(part: Part, shown: Shown, lang: Lang, full: bool) -> RenderableType:
    from domain.wording import term

    table = columns(30, 17, None)
    for each in part:
        basis = articles_of(shown.law, each["basis"], lang, full=full) + _mark(each["label"], lang)
        table.add_row(
            lines(term(each["key"], lang), (each["key"], "dim")),
            lines(f"{each['numerator']}/{each['denominator']}"),
            lines(each["of"][lang], say("law.rounded", lang, reading=each["rounding"]), (basis, "dim")),
        )
    return table


def _thresholds(part: Part, shown: Shown, lang: Lang, full: bool) -> RenderableType:
    table = columns(30, 17, None)
    for each in part:
        number = ", ".join(map(str, each["items"])) if each["items"] else str(each["n"])
        note = each["note"][lang] if full and each["note"] else None
        basis = articles_of(shown.law, each["basis"], lang, full=full) + _mark(each["label"], lang)
        table.add_row(
            lines((each["key"], "")),
            lines(say(f"law.measure.{each['unit']}", lang, n=number)),
            lines(note, (basis, "dim")),
        )
    return table


def _calendar(part: Part, shown: Shown, lang: Lang, full: bool) -> RenderableType:  # noqa: ARG001
    if not part["published"]:
        return lines((say("law.not_published", lang, year=part["year"]), "yellow"))
    year = part["arrangement"]
    table = columns(24, None)
    for holiday in year["holidays"]:
        one = holiday["from"] == holiday["to"]
        table.add_row(
            lines(holiday["name"][lang]), lines(holiday["from"] if one else days(_span(holiday), lang))
        )
    worked = ("、" if lang == "zh" else ", ").join(year["working_weekends"])
    table.add_row(lines(say("law.worked", lang)), lines(worked or "—"))
    table.add_row(
        lines(say("law.in_the_year", lang)), lines(length(part["working_days"], "working_days", lang))
    )
    notice = year["notice"]
    source = f"{notice['title'][lang]} · {notice['number']}{_mark(notice['label'], lang)}"
    published = say("law.published", lang, day=year["published"], sources=", ".join(year["sources"]))
    table.add_row(lines((say("law.by", lang), "")), lines(source, (published, "dim")))
    return table


def _readings(part: Part, shown: Shown, lang: Lang, full: bool) -> RenderableType:
    table = columns(34, None)
    for each in part:
        state = (say("law.open", lang), "yellow") if each["open"] else (say("law.settled", lang), "dim")
        value = say("law.read_as", lang, value=_value(each["value"], lang))
        other = each["other"] and say(
            "law.not_read_as", lang, values=", ".join(_value(value, lang) for value in each["other"])
        )
        rests = " · ".join(
            filter(None, (articles_of(shown.law, each["basis"], lang, full=full), each["source"]))
        )
        table.add_row(
            lines((each["key"], "bold"), state),
            lines(each["text"][lang], (" · ".join(filter(None, (value, other))), ""), (rests, "dim")),
        )
    return table


def _competence(part: Part, shown: Shown, lang: Lang, full: bool) -> RenderableType:
    from domain.wording import term

    table = columns(38, 36, None)
    by_command: dict[str, list[Part]] = {}
    for each in part:
        by_command.setdefault(each["command"], []).append(each)
    for command, rows in by_command.items():
        who = [_office(row, lang) for row in rows]
        basis = dict.fromkeys(id_ for row in rows for id_ in row["basis"])
        table.add_row(
            lines(term(command, lang)),
            lines(*dict.fromkeys(who)),
            lines((articles_of(shown.law, basis, lang, full=full), "dim")),
        )
    return table


def _duties(part: Part, shown: Shown, lang: Lang, full: bool) -> RenderableType:
    from domain.wording import term

    table = columns(34, 24, None)
    for each in part:
        within, by = each["within"], each["by"]
        due = (
            say("law.duty.by", lang, month=by["month"], day=by["day"])
            if by
            else say("law.duty.within", lang, length=length(within["n"], within["unit"], lang))
        )
        state = (say("law.open", lang), "yellow") if each["open"] else (say("law.settled", lang), "dim")
        basis = articles_of(shown.law, each["basis"], lang, full=full) + _mark(each["label"], lang)
        note = each["note"][lang] if each["note"] else None
        table.add_row(
            lines((each["title"][lang], "bold"), (each["key"], "dim"), state),
            lines(term(each["whose"], lang), due),
            lines(_chain(each["chain"], lang), note, (f"{basis} · {each['source']}", "dim")),
        )
    return table


def _chain(chain: Part, lang: Lang) -> str:
    """Who is told, one after the other, and after how long."""
    from domain.wording import term

    first, *others = chain
    steps = [term(first["to"], lang)]
    for each in others:
        after = length(each["after"]["n"], each["after"]["unit"], lang)
        steps.append(say("law.duty.step", lang, after=after, to=term(each["to"], lang)))
    return "".join(steps)


def _review_points(part: Part, shown: Shown, lang: Lang, full: bool) -> RenderableType:
    from domain.wording import term

    table = columns(20, None)
    for each in part:
        for n, point in enumerate(each["points"]):
            basis = articles_of(shown.law, point["basis"], lang, full=full) + _mark(point["label"], lang)
            kind = term(each["kind"], lang) if n == 0 else ""
            table.add_row(lines((kind, "")), lines(point["title"][lang], (basis, "dim")))
    return table


def _forms(part: Part, shown: Shown, lang: Lang, full: bool) -> RenderableType:
    table = columns(20, None)
    for each in part:
        basis = articles_of(shown.law, each["basis"], lang, full=full) + _mark(each["label"], lang)
        table.add_row(lines(each["family"]), lines(", ".join(each["contains"]), (basis, "dim")))
    return table


def _areas(part: Part, shown: Shown, lang: Lang, full: bool) -> RenderableType:  # noqa: ARG001
    from domain.wording import province

    table = columns(20, None)
    for each in part:
        for area in each["areas"]:
            evidence = [limb["evidence"][lang] for limb in area["limbs"]]
            table.add_row(lines(province(area["province"], lang)), lines(*evidence))
    return table


def _office(row: Part, lang: Lang) -> str:
    """The office by how it stands to the case, which says more than its kind; a company by its kind."""
    from domain.wording import term

    company = row["role"] in {"applicant", "manufacturer"} or row["relation"] in {"national", "engine"}
    return term(row["role"] if company else row["relation"], lang)


def _span(holiday: Part) -> dict[str, Any]:
    return {"from": holiday["from"], "to": holiday["to"]}


def _value(value: object, lang: Lang) -> str:
    return say(f"law.value.{str(value).lower()}", lang) if isinstance(value, bool) else str(value)


def _consequence(key: str, lang: Lang) -> str:
    from domain.wording import term

    return "" if key == "none" else term(key, lang)


def _rests_on(label: str, lang: Lang) -> str:
    from domain.wording import term

    return "" if label in {"text", "found"} else term(label, lang)


def _mark(label: str, lang: Lang) -> str:
    """Nothing for what stands in a text; else what the statement rests on, in brackets."""
    said = _rests_on(label, lang)
    return say("law.mark", lang, label=said) if said else ""


_TABLES: Mapping[str, Callable[[Part, Shown, Lang, bool], RenderableType]] = {
    "instruments": _instruments,
    "rules": _rules,
    "limits": _limits,
    "shares": _shares,
    "thresholds": _thresholds,
    "calendar": _calendar,
    "readings": _readings,
    "competence": _competence,
    "duties": _duties,
    "review_points": _review_points,
    "forms": _forms,
    "areas": _areas,
}
