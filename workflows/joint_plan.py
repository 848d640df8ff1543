"""Joint plan: the doors for versions, signatures, objections and the government's decision."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import command

with workflow.unsafe.imports_passed_through():
    from domain.case import plan_messages


class JointPlanUpdates:
    """The updates of this stage."""

    propose_scheme = command(plan_messages.ProposeScheme)
    sign_scheme = command(plan_messages.SignScheme)
    object_to_scheme = command(plan_messages.ObjectToScheme)
    withdraw_signature = command(plan_messages.WithdrawSignature)
    decide_as_government = command(plan_messages.DecideAsGovernment)
