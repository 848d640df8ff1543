"""`fenduan case as-of`: a case as it stood at a version, on a day, or as the ledger knew it at an instant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.case.show import NumberArgument
from cli.output import DataOption, JsonOption, LangOption, console, language, lines, print_json
from cli.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cli.case.reading import Case, Supervision, Until
    from domain.law import Law
    from ledger import Envelope, Raw

    Rows = Sequence[Envelope | Raw]


@dataclass(frozen=True, slots=True)
class Past:
    """A moment in the past of a case: which events had happened by then, and what its own clock said."""

    holds: Until
    clock: datetime


def as_of(
    no: NumberArgument,
    *,
    version: Annotated[
        int | None,
        typer.Option(
            "--version",
            min=1,
            metavar="N",
            help="After so many events; for supervision/NO its own.",
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE[Thh:mm]", help="At the end of that day, or at that instant."),
    ] = None,
    recorded: Annotated[
        str | None,
        typer.Option(metavar="INSTANT", help="As the ledger knew it at that real instant."),
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show a case as it stood: at a version, or on a day of its own clock."""
    from cli.case.acts import event_data, shifts
    from cli.case.reading import case_of, number, require_case, supervision_of
    from cli.context import Place
    from cli.errors import wrong
    from domain.law import Law
    from domain.model import local_day
    from domain.streams import CASE, SUPERVISION
    from ledger import Raw

    given, law = number(no), Law.load()
    if sum(each is not None for each in (version, on, recorded)) != 1:
        raise wrong("as_of", allowed=("--version", "--on", "--recorded"))
    with Place.at(data).ledger() as ledger:
        require_case(ledger, given)
        events, supervised = ledger.audit(CASE + given), ledger.audit(SUPERVISION + given)
        present = ledger.now() + max(shifts(rows)[1] for rows in (events, supervised) if rows)
        if version is not None:
            past = _at_version(
                version, _of_supervision(supervised, given) if _names_supervision(no) else events
            )
        elif on is not None:
            past = _on(on, events, present)
        else:
            past = _recorded(str(recorded), events, ledger.now())
        law = replace(law, calendar=law.on(local_day(past.clock)).calendar)
        case = case_of(ledger, law, given, past.holds)
        supervision = supervision_of(ledger, law, given, past.holds)
    versions = Versions(case.version, len(events), supervision.version if supervision else 0, len(supervised))
    unread = [row for row in (*events, *supervised) if isinstance(row, Raw)]
    if as_json:
        _print_json(
            case,
            supervision,
            law,
            past,
            versions,
            unread=[{"stream": row.stream, **event_data(row)} for row in unread],
        )
        return
    from cli.case.raw import raw
    from cli.case.sheet import sheet
    from cli.days import clock

    reader, out = language(lang), console()
    key = "as_of.past" if versions.past else "as_of.latest"
    said = say(key, reader, when=clock(past.clock), version=versions.case, latest=versions.case_latest)
    if versions.supervision:
        said += say(
            "as_of.supervision",
            reader,
            version=versions.supervision,
            latest=versions.supervision_latest,
        )
    out.print(lines((said, "bold reverse yellow")))
    for row in unread:
        out.print(raw(row, reader, stream=True))
    sheet(out, case, supervision, law=law, now=lambda _: past.clock, lang=reader)


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions at that moment, and those of today; 0 for a supervision that is not there."""

    case: int
    case_latest: int
    supervision: int
    supervision_latest: int

    @property
    def past(self) -> bool:
        """Whether anything has happened since."""
        return (self.case, self.supervision) != (self.case_latest, self.supervision_latest)


def _print_json(
    case: Case,
    supervision: Supervision | None,
    law: Law,
    past: Past,
    versions: Versions,
    *,
    unread: Sequence[dict[str, object]],
) -> None:
    from cli.case.data import case_data, supervision_data

    print_json(
        {
            "as_of": {
                "version": versions.case,
                "latest_version": versions.case_latest,
                "supervision_version": versions.supervision,
                "latest_supervision_version": versions.supervision_latest,
                "clock": past.clock.isoformat(),
                "past": versions.past,
                "unread": list(unread),
            },
            "case": case_data(case, law, lambda _: past.clock),
            "supervision": supervision_data(supervision, law, lambda _: past.clock) if supervision else None,
        }
    )


def _names_supervision(no: str) -> bool:
    from domain.streams import SUPERVISION

    return no.strip().lower().startswith(SUPERVISION)


def _of_supervision(rows: Rows, no: str) -> Rows:
    """The same rows. Raises NotSoError where there are none yet."""
    from cli.errors import NotSoError, Sentence

    if not rows:
        raise NotSoError("no_supervision", Sentence.of("paper.no_supervision", no=no), field="NO")
    return rows


def _at_version(version: int, rows: Rows) -> Past:
    """After so many events of the stream. Raises InputError where it has fewer."""
    from cli.errors import wrong

    if version > len(rows):
        raise wrong("as_of_version", "--version", given=version, latest=len(rows))
    last = rows[version - 1]
    return Past(lambda row: (row.sequence or 0) <= (last.sequence or 0), _received(last))


def _received(row: Envelope | Raw) -> datetime:
    """What the stream's own clock said; of an event that cannot be read, what the ledger's did."""
    from ledger import Raw

    return row.recorded if isinstance(row, Raw) else row.metadata.received


def _on(given: str, rows: Rows, present: datetime) -> Past:
    """At 24:00 of that day, or at that instant, of the case's own clock. Raises InputError, NotSoError.

    When an event happened that cannot be read, nobody knows: it may have by then.
    """
    from cli.days import clock, read_instant
    from cli.errors import NotSoError, Sentence, wrong
    from domain.model import end_of_day, local_day
    from ledger import Raw

    instant = read_instant(given, "--on")
    if local_day(present) < local_day(instant):
        raise wrong("as_of_future", "--on", given=given, now=clock(present))
    if len(given) <= len("2025-01-01"):
        instant = end_of_day(local_day(instant)) - timedelta(microseconds=1)
    first = _received(rows[0])
    if instant < first:
        raise NotSoError("as_of_before", Sentence.of("error.as_of_before", first=clock(first)), field="--on")
    instant = min(instant, present)
    return Past(lambda row: isinstance(row, Raw) or row.metadata.received <= instant, instant)


def _recorded(given: str, rows: Rows, now: datetime) -> Past:
    """What the ledger held at a real instant. Raises InputError, NotSoError."""
    from cli.case.acts import shifts
    from cli.days import clock, read_instant
    from cli.errors import NotSoError, Sentence, wrong

    instant = read_instant(given, "--recorded")
    if now < instant:
        raise wrong("as_of_future", "--recorded", given=given, now=clock(now))
    kept = [row for row in rows if row.recorded <= instant]
    if not kept:
        first = clock(rows[0].recorded)
        raise NotSoError("as_of_before", Sentence.of("error.as_of_before", first=first), field="--recorded")
    return Past(lambda row: row.recorded <= instant, instant + shifts(kept)[1])
