"""Annual supervision as a workflow, from the first license to the end of the product."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import StreamWorkflow, command

with workflow.unsafe.imports_passed_through():
    from domain.position import Opening
    from domain.supervision import (
        alarms,
        audits,
        change_messages,
        contest_messages,
        corrections,
        fines,
        inspections,
        measures,
        messages,
        operation,
        registrations,
        renewal_messages,
        reports,
        restrictions,
        revocation,
        set_up,
    )


@workflow.defn
class SupervisionWorkflow(StreamWorkflow):
    """`supervision/{no}`: the years of a product, their duties and their ends."""

    open_supervision = command(messages.OpenSupervision)
    note_approval = command(messages.NoteApproval)
    confirm_set_up = command(set_up.ConfirmSetUp)
    post_staff = command(operation.PostStaff)
    end_posting = command(operation.EndPosting)
    renew_compensation = command(operation.RenewCompensation)
    start_batch = command(operation.StartBatch)
    record_inspection = command(inspections.RecordInspection)
    record_sampling = command(inspections.RecordSampling)
    record_transport_check = command(inspections.RecordTransportCheck)
    record_audit = command(audits.RecordAudit)
    report_refused_audit = command(audits.ReportRefusedAudit)
    hand_in_corrective_plan = command(corrections.HandInCorrectivePlan)
    verify_correction = command(corrections.VerifyCorrection)
    admonish = command(measures.Admonish)
    hold_talk = command(measures.HoldTalk)
    order_rectification = command(measures.OrderRectification)
    suspend_production = command(measures.SuspendProduction)
    lift_suspension = command(measures.LiftSuspension)
    note_license = command(renewal_messages.NoteLicense)
    state_validity = command(renewal_messages.StateValidity)
    apply_for_renewal = command(renewal_messages.ApplyForRenewal)
    decide_renewal = command(renewal_messages.DecideRenewal)
    revoke_license = command(revocation.RevokeLicense)
    reduce_scope = command(revocation.ReduceScope)
    impose_fine = command(fines.ImposeFine)
    cancel_license = command(revocation.CancelLicense)
    report_self_inspection = command(reports.ReportSelfInspection)
    file_annual_report = command(reports.FileAnnualReport)
    report_correction = command(reports.ReportCorrection)
    acknowledge_finding = command(reports.AcknowledgeFinding)
    acknowledge_alarm = command(alarms.AcknowledgeAlarm)
    report_entry_change = command(registrations.ReportEntryChange)
    apply_for_entry = command(registrations.ApplyForEntry)
    complete_entry = command(registrations.CompleteEntry)
    restrict_product = command(restrictions.RestrictProduct)
    lift_restriction = command(restrictions.LiftRestriction)
    publish_measure = command(restrictions.PublishMeasure)
    contest_act = command(contest_messages.ContestAct)
    accept_contest = command(contest_messages.AcceptContest)
    decline_contest = command(contest_messages.DeclineContest)
    extend_contest = command(contest_messages.ExtendContest)
    withdraw_contest = command(contest_messages.WithdrawContest)
    decide_contest = command(contest_messages.DecideContest)
    sue_over_act = command(contest_messages.SueOverAct)
    withdraw_suit = command(contest_messages.WithdrawSuit)
    record_act_judgment = command(contest_messages.RecordActJudgment)
    drop_act = command(contest_messages.DropAct)
    report_change = command(change_messages.ReportChange)
    reply_change_class = command(change_messages.ReplyChangeClass)
    settle_change_class = command(change_messages.SettleChangeClass)
    file_change = command(change_messages.FileChange)
    publish_change_filing = command(change_messages.PublishChangeFiling)
    conclude_change_filing = command(change_messages.ConcludeChangeFiling)
    implement_change = command(change_messages.ImplementChange)
    record_unapproved_change = command(change_messages.RecordUnapprovedChange)
    note_change_case = command(change_messages.NoteChangeCase)
    note_change_outcome = command(change_messages.NoteChangeOutcome)
    end_supervision = command(messages.EndSupervision)
    move_supervision_clock = command(messages.MoveSupervisionClock)

    @workflow.init
    def __init__(self, opening: Opening) -> None:
        StreamWorkflow.__init__(self, opening)

    @workflow.run
    async def run(self, opening: Opening) -> str:  # noqa: ARG002 - `__init__` has read it
        """Wait, record, arm timers, year after year."""
        return await self.live()
