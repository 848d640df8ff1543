"""What a list is asked for: options that several of them take, and how their values are read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.texts import Lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.model import Province
    from ledger.views import Awaited

ProvinceOption = Annotated[
    str | None, typer.Option("--province", help="Only what concerns it: code, letters or name.")
]
RoleOption = Annotated[
    str | None, typer.Option("--role", help="Only what this office owes, such as provincial_agency.")
]
OrganisationOption = Annotated[
    str | None,
    typer.Option("--organisation", help="Only what this enterprise owes, by its name in the events."),
]
ActOption = Annotated[str | None, typer.Option("--command", help="Only this act, such as sign_scheme.")]
CaseOption = Annotated[str | None, typer.Option("--case", metavar="NO", help="Only this case.")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many rows.")]
PageOption = Annotated[
    str | None, typer.Option("--page", metavar="PAGE", help="From where the page before has said.")
]
AfterOption = Annotated[
    int | None,
    typer.Option(
        "--after",
        min=0,
        metavar="SEQUENCE",
        help="Wait up to two seconds until this event of the ledger is in the list.",
    ),
]
_LONGEST = 36_500
"""Days that no term of the law exceeds."""
DaysOption = Annotated[int | None, typer.Option("--days", min=0, help="Only what ends within so many days.")]


def province(given: str | None) -> Province | None:
    """A province by its code, its letters or its name. Raises InputError, which names the nearest."""
    from cli.errors import nearest, wrong
    from domain.law import Law

    if given is None:
        return None
    divisions = Law.load().divisions
    names = {
        str(name).lower(): code
        for code, each in divisions.items()
        for name in (code, each.letters, each.en, each.zh, each.zh.rstrip("省市"))
        if name
    }
    found = names.get(given.strip().lower())
    if found is None:
        near = divisions[names[nearest(given.strip().lower(), names)]]
        raise wrong(
            "province", "--province", given=given, nearest=near.code, nearest_en=near.en, nearest_zh=near.zh
        )
    return found


def stage(given: str | None) -> str | None:
    """A stage of a case, or `closed`. Raises InputError."""
    from domain.case.state import Stage

    return _known("stage", given, [*(str(each) for each in Stage), "closed"])


def regime(given: str | None) -> str | None:
    """A rule book. Raises InputError."""
    from domain.law.regime import Regime

    return _known("regime", given, [str(each) for each in Regime])


def role(given: str | None) -> str | None:
    """An office of the procedure. Raises InputError."""
    from domain.actors import Role

    return _known("role", given, [str(each) for each in Role])


def command(given: str | None) -> str | None:
    """A command of a case or of a supervision. Raises InputError."""
    from domain.streams import COMMANDS

    return _known("list_command", given, list(COMMANDS), "--command")


def case_number(given: str | None) -> str | None:
    """The number of a case, however it is written. Raises InputError."""
    from cli.case.reading import number

    return number(given) if given is not None else None


def awaited(
    office: str | None, place: str | None, organisation: str | None, act: str | None, no: str | None
) -> Awaited:
    """Which acts are asked for, by their office, and by the number of a case. Raises InputError."""
    from domain.streams import CASE

    number = case_number(no)
    return {
        "stream": CASE + number if number else None,
        "role": role(office),
        "province": province(place),
        "organisation": organisation,
        "command": command(act),
    }


def within(days: int | None, now: datetime) -> datetime | None:
    """The end of the last of so many days from today, as an instant of the engine's clock."""
    from domain.model import end_of_day, local_day

    return (
        end_of_day(local_day(now) + timedelta(days=min(days, _LONGEST))) + timedelta(microseconds=1)
        if days is not None
        else None
    )


def asked(filters: Mapping[str, object], lang: Lang) -> str:
    """What was asked for, as it was typed; empty where nothing was."""
    given = [
        name if value is True else f"{name} {value}"
        for name, value in filters.items()
        if value is not None and value is not False
    ]
    return say("lists.asked", lang, asked=say("lists.and", lang).join(given)) if given else ""


def _known(kind: str, given: str | None, known: list[str], name: str | None = None) -> str | None:
    from cli.errors import unknown

    sought = given.strip().lower().replace("-", "_") if given is not None else None
    if sought is not None and sought not in known:
        raise unknown(kind, str(given), known, name or f"--{kind}")
    return sought
