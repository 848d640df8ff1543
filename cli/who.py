"""Who gives a command: the actor that is named, or the only one who could."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cli.actors import DemoActor, actor, load_actors
from cli.errors import wrong
from domain.actors import Role
from domain.dossier import Dossier
from domain.law import Law, Regime
from domain.position import Position
from ledger import Ledger


@dataclass(frozen=True, slots=True)
class Question:
    """A command, and the stream that it is for."""

    command: str
    content: Mapping[str, object]
    position: Position
    dossier: Dossier | None
    law: Law


def pick(
    given: str | None, file: Path | None, question: Question | None = None, sender: str | None = None
) -> DemoActor:
    """The named actor; without a name the only one whose act the stream waits for, or who is competent at all.

    `sender` is the person who gave this very command before, and so gives it again.
    Raises InputError that names who it could be.
    """
    known = load_actors(file)
    if given is not None or question is None:
        return actor(known, given or "", file)
    if again := next((each for each in known.values() if each.actor.person == sender), None):
        return again
    for found in (_awaited(question, known), _competent(question, known)):
        if len(found) == 1:
            return found[0]
        if found:
            raise wrong("who", "--as", (each.id for each in found))
    raise wrong("who", "--as", known)


def first_sender(ledger: Ledger, command_id: UUID) -> str | None:
    """The person who gave the command of that id, where the ledger knows it."""
    known = ledger.receipt(command_id)
    if known is None or not known.receipt.versions:
        return None
    version = known.receipt.versions[0]
    first = next(iter(ledger.load(known.receipt.stream, since=version - 1, upto=version)), None)
    return first.metadata.actor.person if first else None


def _awaited(question: Question, known: Mapping[str, DemoActor]) -> list[DemoActor]:
    waits = [wait for wait in question.position.waits if question.command in wait.commands]
    return [
        each
        for each in known.values()
        if _concerned(each, question)
        and any(
            each.actor.role == wait.role
            and wait.province in {None, each.actor.province}
            and wait.organisation in {None, each.actor.organisation}
            for wait in waits
        )
    ]


def _competent(question: Question, known: Mapping[str, DemoActor]) -> list[DemoActor]:
    """Everybody whose office the law names for the command, in a place or a company of the case."""
    epoch = question.law.epochs[-1]
    roles = {row.role for row in epoch.competence[Regime.PILOT] if row.command == question.command}
    return [each for each in known.values() if each.actor.role in roles and _concerned(each, question)]


def _concerned(who: DemoActor, question: Question) -> bool:
    """Whether the actor's place or company belongs to the case, and to the licensee where one is named."""
    office, dossier = who.actor, question.dossier
    if dossier is None:
        return True
    licensees = {each.id: each for each in dossier.licensees()}
    licensee = licensees.get(str(question.content.get("licensee")))
    match office.role:
        case Role.AGENCY | Role.GOVERNMENT:
            places = (licensee.province,) if licensee else question.position.provinces
            return office.province in places
        case Role.APPLICANT | Role.MANUFACTURER:
            agent = dossier.applicant.domestic_agent
            companies = {
                each.name for each in (dossier.applicant, *dossier.cmos, *((agent,) if agent else ()))
            }
            return office.organisation in ({licensee.name} if licensee else companies)
        case _:
            return True
