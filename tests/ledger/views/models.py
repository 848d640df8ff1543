"""Streams that are small enough to test the read models with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.model import Province, StreamId
from ledger import Envelope
from ledger.projection import Rules, Summary
from ledger.views import CaseRow, Due, Duty, License, Overrun, Pending, RefusalRow, Standing
from tests.ledger.events import Counted, Signed

State = tuple[str, ...]
MONDAY = datetime(2025, 3, 3, tzinfo=UTC)
SHANGHAI, JIANGSU = Province("310000"), Province("320000")


def evolve(state: State, envelope: Envelope) -> State:
    """Who signed, in order; a count of 13 cannot be folded."""
    match envelope.event:
        case Signed(by=by):
            return (*state, by)
        case Counted(number=13):
            raise ValueError("thirteen")
        case _:
            return state


def summarise(stream: StreamId, state: State) -> CaseRow:
    """The stage is who signed last; a case that ends with "unsaid" has no words."""
    if state and state[-1] == "unsaid":
        raise ValueError("unsaid")
    return CaseRow(
        number=stream.partition("/")[2],
        kind="case",
        stage=state[-1] if state else "none",
        regime="pilot",
        applicant="Canbridge GmbH",
        applicant_zh="北海康成",
        product_en="Velaglucerase STRASSE",
        product_zh="维拉苷酶（IV）",
        provinces=(SHANGHAI, JIANGSU),
        opened=date(2025, 3, 3),
        closed="end" in state,
        shift=timedelta(days=1) if "ahead" in state else timedelta(0),
    )


def stand(_: StreamId, version: int, state: State) -> Standing:
    """Something in every table, from the state."""
    if "end" in state:
        return Standing()
    return Standing(
        deadlines=(Due(term="plan", limit="l", due=MONDAY + timedelta(days=version), provisional=True),),
        overruns=(Overrun(term="plan", due=MONDAY.date() + timedelta(days=version)),),
        pending=(Pending(role="agency", province=JIANGSU, commands=("sign", "object")),),
        licenses=(
            License(licensee="cmo-1", holder="WuXi", holder_zh="药明", province=JIANGSU, number=state[0]),
        ),
        duties=(Duty(duty="inspect", role="agency", province=JIANGSU, due=MONDAY.date()),),
    )


def refusal(envelope: Envelope) -> RefusalRow | None:
    """A count of zero is taken for a refusal, a negative one cannot be told."""
    match envelope.event:
        case Counted(number=0):
            return RefusalRow(
                case=envelope.metadata.case,
                command="count",
                code="nothing",
                en="Nothing.",
                zh="无",
                person="p-17",
                role="agency",
                organisation="上海市药品监督管理局",
            )
        case Counted(number=-1):
            raise ValueError("negative")
        case _:
            return None


SUMMARIES: dict[str, Summary[Any]] = {"case": Summary((), evolve, summarise, stand)}
RULES = Rules(SUMMARIES, refusal, "first")
