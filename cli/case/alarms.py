"""Alarms about duties that nobody has fulfilled: to whom they went, what was answered, and who is told next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.output import indented, lines
from cli.texts import Lang, say

if TYPE_CHECKING:
    from rich.console import Console

    from cli.case.names import Names
    from domain.law import Law
    from domain.supervision.duty_ledger import DutyLine
    from domain.supervision.records import DutyOffice
    from domain.supervision.state import SupervisionState


def standing(state: SupervisionState, law: Law) -> tuple[DutyLine, ...]:
    """The duties about which somebody was told and that are still owed; none once the supervision is over."""
    from domain.supervision.duty_ledger import unfulfilled

    return () if state.closed else tuple(each for each in unfulfilled(state, law) if each.alarms)


def alarms_data(state: SupervisionState, law: Law) -> list[dict[str, object]]:
    """The same for programs."""
    from domain.supervision.duty_ledger import next_alarm

    found: list[dict[str, object]] = []
    for line in standing(state, law):
        coming = next_alarm(line, law.calendar)
        found.append(
            {
                "duty": line.duty.id,
                "owed_by": line.duty.owed_by.model_dump(mode="json"),
                "due": line.duty.due.isoformat(),
                "alarms": [each.model_dump(mode="json") for each in line.alarms],
                "next": coming.model_dump(mode="json") if coming else None,
            }
        )
    return found


def alarms(out: Console, state: SupervisionState, law: Law, names: Names, lang: Lang) -> None:
    """Print each, with the last office that was told."""
    from cli.case.standing import heading

    found = standing(state, law)
    if found:
        heading(out, "alarms.head", lang)
    for line in found:
        duty, alarm = line.duty, line.alarms[-1]
        said = say(
            "alarms.one",
            lang,
            n=alarm.number,
            duty=name(line, lang),
            owner=office_name(duty.owed_by, names, lang),
            due=duty.due,
            who=office_name(alarm.to, names, lang),
        )
        key = "alarms.answered" if alarm.acknowledged else "alarms.unanswered"
        more = [say(key, lang, by=alarm.fulfil_by), _next(line, law, names, lang)]
        out.print(indented(lines((said, "bold red")), 2))
        out.print(indented(lines(*more), 4))


def name(line: DutyLine, lang: Lang) -> str:
    """A duty with what it is about and its year."""
    from domain.wording import clock_name

    return clock_name(f"duty.{line.duty.id}", lang)


def office_name(given: DutyOffice, names: Names, lang: Lang) -> str:
    """The office in the reader's language."""
    from cli.case.names import company
    from domain.wording import office

    organisation = company(given.organisation, names, lang) if given.organisation else None
    return office(given.role, given.province, organisation, lang)


def _next(line: DutyLine, law: Law, names: Names, lang: Lang) -> str:
    from cli.days import last_day
    from domain.supervision.duty_ledger import next_alarm

    coming = next_alarm(line, law.calendar)
    if coming is None:
        return say("alarms.end", lang)
    note = say("show.provisional", lang) if coming.provisional else ""
    who = office_name(coming.step.to, names, lang)
    return say("alarms.next", lang, day=last_day(coming.at), who=who) + note
