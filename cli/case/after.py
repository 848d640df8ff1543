"""What a sheet says of the time after a license: how each stands, what changes, what is missing, who is barred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.case.names import company, in_chinese
from cli.case.standing import heading
from cli.output import columns, lines
from cli.texts import Lang, say
from domain.case.remedy_file import Before
from domain.supervision.changed import ChangeStep
from domain.supervision.held import EntryStep
from domain.wording import term
from domain.wording.template import part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from cli.case.names import Names
    from domain.bars import Bar
    from domain.case.state import CaseState, Linked
    from domain.position import Wait
    from domain.supervision.state import SupervisionState


def links(state: CaseState, lang: Lang) -> list[tuple[str, str | None]]:
    """The earlier case that this one follows, and the later ones that follow it."""
    return [
        (say("show.follows", lang), _named([state.follows], lang) if state.follows else None),
        (say("show.followed_by", lang), _named(state.followed_by, lang) or None),
    ]


def _named(linked: Iterable[Linked], lang: Lang) -> str:
    between = "、" if lang == "zh" else ", "
    return between.join(say("show.link", lang, no=each.case, kind=term(each.kind, lang)) for each in linked)


def bars(out: Console, found: tuple[Bar, ...], names: Names, lang: Lang) -> None:
    """Who may not apply again, until when and on which article."""
    if not found:
        return
    heading(out, "show.bars", lang)
    for each in found:
        out.print(lines((f"  {in_chinese(part('bar', lang, **dict(each)), names, lang)}", "red")))


def afterwards(out: Console, state: SupervisionState, names: Names, lang: Lang) -> None:
    """The licenses as the supervision knows them, changes that are not over, entries that the register lacks."""
    open_entries = [each for each in state.entries if each.step is not EntryStep.DONE]
    restricted = [each for each in state.restrictions if not each.lifted]
    if not (state.licenses or state.changes or open_entries or restricted):
        return
    table = columns(40, 24, None)
    for held in state.licenses:
        until = say("show.valid", lang, day=held.valid_until) if held.valid_until else None
        by = say("show.renew_by", lang, day=held.apply_by) if held.valid and held.apply_by else None
        table.add_row(
            lines(f"  {company(held.holder, names, lang)}", (f"  {held.licensee} {held.number}", "dim")),
            lines((term(held.standing, lang), "" if held.valid else "red")),
            lines(until, (by, "dim") if by else None),
        )
    for change in state.changes:
        table.add_row(
            lines(f"  {say('show.change', lang, n=change.number, kind=term(change.kind, lang))}"),
            lines(term(change.step, lang)),
            lines(term(change.class_, lang) if change.class_ else None, (change.case or "", "dim")),
        )
    for entry in open_entries:
        said = say("show.entry", lang, n=entry.number, kind=term(entry.kind, lang))
        table.add_row(lines(f"  {said}"), lines(term(entry.step, lang)), lines(str(entry.changed_on)))
    for each in restricted:
        said = say("show.restriction", lang, n=each.number)
        table.add_row(lines(f"  {said}"), lines((term(each.what, lang), "red")), lines(None))
    heading(out, "show.after", lang)
    out.print(table)


def awaited(name: str, wait: Wait, state: SupervisionState) -> str | None:
    """Which license, change, entry or restriction the office is waited for, by its name or number."""
    match name:
        case "licensee":
            mine = (
                each
                for each in state.licenses
                if {each.province, each.holder} & {wait.province, wait.organisation}
            )
            return next(
                (each.licensee for each in mine if not each.valid or each.reminded or each.applied_on), None
            )
        case "change":
            over = {ChangeStep.IMPLEMENTED, ChangeStep.REFUSED, ChangeStep.FREE, ChangeStep.CASE_OPEN}
            return next((str(each.number) for each in state.changes if each.step not in over), None)
        case "entry":
            return next((str(each.number) for each in state.entries if each.step is not EntryStep.DONE), None)
        case "restriction":
            return next((str(each.number) for each in state.restrictions if not each.lifted), None)
        case "number" | "act":
            return _contested(name, wait, state)
        case _:
            return None


def _contested(name: str, wait: Wait, state: SupervisionState) -> str | None:
    """The remedy that is pending before that office or against its act, or the act that it decides on anew."""
    contests = state.contests
    mine = {each.number for each in contests.acts if each.province == wait.province}
    if name == "act":
        return next((str(each.number) for each in contests.acts if each.anew and each.number in mine), None)
    court = "record_act_judgment" in wait.commands
    pending = (each for each in contests.pending if each.act in mine)
    return next((str(each.number) for each in pending if (each.before is Before.COURT) is court), None)
