"""Competence: who may do what, from the law's table. No other code asks about offices."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from domain.law.tables import CompetenceRow, Relation
from domain.messages import Command, Refusal
from domain.model import ProvisionId
from domain.refusals import refuse


def competent(
    command: Command, rows: Iterable[CompetenceRow], stands: Callable[[Relation], bool]
) -> CompetenceRow | Refusal:
    """The row that lets this actor give this command, or the refusal that names who could.

    `stands` says whether the actor stands in a relation to the stream.
    """
    named = [row for row in rows if row.command == command.name]
    for row in named:
        if row.role is command.actor.role and stands(row.relation):
            return row
    basis: dict[ProvisionId, None] = {provision: None for row in named for provision in row.basis}
    return refuse(
        "not_competent",
        basis,
        role=command.actor.role,
        organisation=command.actor.organisation,
        province=command.actor.province or "—",
        command=command.name,
        competent=", ".join(dict.fromkeys(f"{row.role}" for row in named)) or "—",
        relation=", ".join(dict.fromkeys(f"{row.relation}" for row in named)) or "—",
    )
