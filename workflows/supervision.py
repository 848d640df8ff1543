"""Annual supervision as a workflow, from the first license to the end of the product."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import StreamWorkflow, command

with workflow.unsafe.imports_passed_through():
    from domain.position import Opening
    from domain.supervision import messages


@workflow.defn
class SupervisionWorkflow(StreamWorkflow):
    """`supervision/{no}`: the years of a product, their duties and their ends."""

    open_supervision = command(messages.OpenSupervision)
    note_approval = command(messages.NoteApproval)
    confirm_set_up = command(messages.ConfirmSetUp)
    record_inspection = command(messages.RecordInspection)
    record_sampling = command(messages.RecordSampling)
    record_audit = command(messages.RecordAudit)
    end_supervision = command(messages.EndSupervision)
    move_supervision_clock = command(messages.MoveSupervisionClock)

    @workflow.init
    def __init__(self, opening: Opening) -> None:
        StreamWorkflow.__init__(self, opening)

    @workflow.run
    async def run(self, opening: Opening) -> str:  # noqa: ARG002 - `__init__` has read it
        """Wait, record, arm timers, year after year."""
        return await self.live()
