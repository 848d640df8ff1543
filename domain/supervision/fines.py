"""Fines of an enterprise of the chain (DAL Art. 115, 123, 126, 135): an act of the agency that licensed it.

The law states least and most for fraud and for breaches of GMP, and the engine keeps to them; where it states
multiples of the value of the goods, that value is on record and the amount is the agency's to find.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.case.base import DocumentNo, Text, province_of, provisions
from domain.messages import Event, Refusal
from domain.model import Province, ProvisionId
from domain.moment import Moment
from domain.refusals import refuse
from domain.supervision.base import Answer
from domain.supervision.remedies import ContestableEvent, remedies
from domain.supervision.renewal import known_license
from domain.supervision.renewal_messages import LicenseCommand
from domain.supervision.state import SupervisionState

Yuan = Annotated[int, Field(ge=1)]


class FineGround(StrEnum):
    """What is fined."""

    FRAUD = "fraud"
    GMP_NOT_CORRECTED = "gmp_not_corrected"
    GMP_SERIOUS = "gmp_serious"
    NO_LICENSE = "no_license"
    RECALL = "recall_refused"


ARTICLES: Mapping[FineGround, tuple[ProvisionId, ...]] = {
    FineGround.FRAUD: provisions("dal/123"),
    FineGround.GMP_NOT_CORRECTED: provisions("dal/126"),
    FineGround.GMP_SERIOUS: provisions("dal/126"),
    FineGround.NO_LICENSE: provisions("dal/115"),
    FineGround.RECALL: provisions("dal/135"),
}
BY_VALUE = frozenset({FineGround.NO_LICENSE, FineGround.RECALL})
"""Fined in multiples of the value of the goods."""


class ImposeFine(LicenseCommand):
    """Fine the licensee, in yuan. `findings` are those of this supervision on which a breach of GMP rests."""

    name: Literal["impose_fine"] = "impose_fine"
    ground: FineGround
    amount: Yuan
    goods_value: Yuan | None = None
    findings: tuple[Annotated[int, Field(ge=1)], ...] = ()
    evidence_no: Annotated[str, DocumentNo]
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class FineImposed(ContestableEvent):
    """The licensee was fined. It tells its remedies."""

    topic: ClassVar[str] = "supervision.fine_imposed"
    licensee: str
    holder: str
    province: Province
    ground: FineGround
    amount: Yuan
    goods_value: Yuan | None = None
    findings: tuple[int, ...] = ()
    evidence_no: str
    document_no: str
    reason: str


COMMANDS = ImposeFine
EVENTS: tuple[type[Event], ...] = (FineImposed,)


def decide(command: ImposeFine, state: SupervisionState, moment: Moment) -> Answer:
    """The fine, if its ground is shown and its amount lies in what the article allows."""
    held = known_license(command.licensee, state)
    if isinstance(held, Refusal):
        return held
    if refusal := _not_shown(command, state) or _amount(command, moment):
        return refusal
    province = province_of(command)
    notice, acts = remedies(province, state, moment)
    return (
        FineImposed(
            licensee=held.licensee,
            holder=held.holder,
            province=province,
            ground=command.ground,
            amount=command.amount,
            goods_value=command.goods_value,
            findings=command.findings,
            evidence_no=command.evidence_no,
            document_no=command.document_no,
            reason=command.reason,
            remedies=notice,
            clock=acts,
            basis=ARTICLES[command.ground],
        ),
    )


def evolve(state: SupervisionState, event: Event) -> SupervisionState:  # noqa: ARG001 - it changes no standing
    """The supervision after a fine."""
    return state


def _not_shown(command: ImposeFine, state: SupervisionState) -> Refusal | None:
    """A breach of GMP is fined where it was not corrected in time, or is grave: a finding named is of that kind."""
    wanted = {
        FineGround.GMP_NOT_CORRECTED: [each.number for each in state.findings if each.overdue],
        FineGround.GMP_SERIOUS: [each.number for each in state.findings if each.serious],
    }.get(command.ground)
    if wanted is None or set(command.findings) & set(wanted):
        return None
    known = ", ".join(str(number) for number in wanted) or "—"
    return refuse("fine_not_shown", ARTICLES[command.ground], known=known)


def _amount(command: ImposeFine, moment: Moment) -> Refusal | None:
    basis = ARTICLES[command.ground]
    if command.ground in BY_VALUE:
        return None if command.goods_value else refuse("goods_value_missing", basis, ground=command.ground)
    law, key = moment.law.thresholds, f"fine.{command.ground}"
    least, most = law.on(f"{key}.least", moment.day).n, law.on(f"{key}.most", moment.day).n
    if least <= command.amount <= most:
        return None
    return refuse("fine_out_of_range", basis, amount=command.amount, least=least, most=most)
