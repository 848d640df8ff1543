"""The upper rungs of the risk measures (DAL Art. 99): sale, use or import suspended, and what was done made public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain.actors import Role
from domain.case.base import DocumentNo, Text, province_of
from domain.messages import Event
from domain.model import Province
from domain.moment import Moment
from domain.position import Wait
from domain.refusals import refuse
from domain.supervision.base import Answer
from domain.supervision.held import Restriction
from domain.supervision.measures import MEASURES
from domain.supervision.messages import SupervisionCommand
from domain.supervision.remedies import ContestableEvent, remedies
from domain.supervision.state import SupervisionState

Suspended = Literal["suspend_sale", "suspend_use", "suspend_import"]


class RestrictProduct(SupervisionCommand):
    """Suspend the sale, the use or the import of the product."""

    name: Literal["restrict_product"] = "restrict_product"
    what: Suspended
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class LiftRestriction(SupervisionCommand):
    """Lift it when the risk is over."""

    name: Literal["lift_restriction"] = "lift_restriction"
    restriction: Annotated[int, Field(ge=1)]
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class PublishMeasure(SupervisionCommand):
    """Publish what was found and done, by the number of its document."""

    name: Literal["publish_measure"] = "publish_measure"
    about_no: Annotated[str, DocumentNo]
    notice_no: Annotated[str, DocumentNo]


class ProductRestricted(ContestableEvent):
    """The sale, the use or the import of the product is suspended."""

    topic: ClassVar[str] = "supervision.product_restricted"
    number: int
    what: Suspended
    province: Province
    document_no: str
    reason: str


class RestrictionLifted(Event):
    """It is lifted again."""

    topic: ClassVar[str] = "supervision.restriction_lifted"
    number: int
    what: Suspended
    province: Province
    document_no: str
    reason: str


class MeasurePublished(Event):
    """What was found and done was published."""

    topic: ClassVar[str] = "supervision.measure_published"
    about_no: str
    notice_no: str
    province: Province


COMMANDS = RestrictProduct | LiftRestriction | PublishMeasure
EVENTS: tuple[type[Event], ...] = (ProductRestricted, RestrictionLifted, MeasurePublished)


def decide(command: COMMANDS, state: SupervisionState, moment: Moment) -> Answer:
    """What follows from a measure about the product on the market."""
    province = province_of(command)
    standing = [each for each in state.restrictions if not each.lifted]
    match command:
        case RestrictProduct(what=what, document_no=no, reason=reason):
            if same := next((each for each in standing if each.what == what), None):
                return refuse("already_restricted", MEASURES, what=what, number=same.number)
            notice, acts = remedies(province, state, moment)
            return (
                ProductRestricted(
                    number=len(state.restrictions) + 1,
                    what=what,
                    province=province,
                    document_no=no,
                    reason=reason,
                    remedies=notice,
                    clock=acts,
                ),
            )
        case LiftRestriction(restriction=number, document_no=no, reason=reason):
            found = next((each for each in standing if each.number == number), None)
            if found is None:
                known = ", ".join(str(each.number) for each in standing) or "—"
                return refuse("restriction_unknown", MEASURES, restriction=number, known=known)
            lifted = {"number": number, "what": found.what, "province": province}
            return (RestrictionLifted.model_validate({**lifted, "document_no": no, "reason": reason}),)
        case PublishMeasure(about_no=about, notice_no=no):
            return (MeasurePublished(about_no=about, notice_no=no, province=province),)
        case _:
            assert_never(command)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after such a measure."""
    match event:
        case ProductRestricted(number=number, what=what, province=province):
            new = Restriction(number=number, what=what, province=province)
            return state.model_copy(update={"restrictions": (*state.restrictions, new)})
        case RestrictionLifted(number=number):
            left = tuple(
                each.model_copy(update={"lifted": True}) if each.number == number else each
                for each in state.restrictions
            )
            return state.model_copy(update={"restrictions": left})
        case _:
            return state


def waits(state: SupervisionState) -> Iterator[Wait]:
    """The agency lifts what it suspended, in time."""
    for each in state.restrictions:
        if not each.lifted:
            yield Wait(role=Role.AGENCY, province=each.province, commands=("lift_restriction",))
