"""The approval procedure as a workflow. What may happen at a stage stands in its module, twice: here and in domain/."""

from __future__ import annotations

from temporalio import workflow

from workflows.anytime import AnytimeUpdates
from workflows.contest import RemedyUpdates
from workflows.intake import IntakeUpdates
from workflows.joint_plan import JointPlanUpdates
from workflows.licensing import LicensingUpdates
from workflows.national_decision import NationalDecisionUpdates
from workflows.selection import SelectionUpdates
from workflows.stream import StreamWorkflow
from workflows.suitability import SuitabilityUpdates
from workflows.technical_review import TechnicalReviewUpdates

with workflow.unsafe.imports_passed_through():
    from domain.position import Opening


@workflow.defn
class CaseWorkflow(
    IntakeUpdates,
    SelectionUpdates,
    SuitabilityUpdates,
    JointPlanUpdates,
    NationalDecisionUpdates,
    LicensingUpdates,
    TechnicalReviewUpdates,
    AnytimeUpdates,
    RemedyUpdates,
    StreamWorkflow,
):
    """`case/{no}`: from submission until the last remedy term after the decision has ended."""

    @workflow.init
    def __init__(self, opening: Opening) -> None:
        StreamWorkflow.__init__(self, opening)

    @workflow.run
    async def run(self, opening: Opening) -> str:  # noqa: ARG002 - `__init__` has read it
        """Wait, record, arm timers; the outcome of the case."""
        return await self.live()
