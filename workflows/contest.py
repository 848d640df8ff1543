"""Remedies: the doors of those who contest a decision and of those who hear them."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import command

with workflow.unsafe.imports_passed_through():
    from domain.case import remedy_messages


class RemedyUpdates:
    """The updates about remedies."""

    apply_for_reconsideration = command(remedy_messages.ApplyForReconsideration)
    accept_reconsideration = command(remedy_messages.AcceptReconsideration)
    decline_reconsideration = command(remedy_messages.DeclineReconsideration)
    extend_reconsideration = command(remedy_messages.ExtendReconsideration)
    withdraw_reconsideration = command(remedy_messages.WithdrawReconsideration)
    decide_reconsideration = command(remedy_messages.DecideReconsideration)
    bring_action = command(remedy_messages.BringAction)
    withdraw_action = command(remedy_messages.WithdrawAction)
    record_judgment = command(remedy_messages.RecordJudgment)
