"""Joint plan: the doors for versions, signatures, objections and the government's decision."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import command

with workflow.unsafe.imports_passed_through():
    from domain.case import joint_plan


class JointPlanUpdates:
    """The updates of this stage."""

    propose_scheme = command(joint_plan.ProposeScheme)
    sign_scheme = command(joint_plan.SignScheme)
    object_to_scheme = command(joint_plan.ObjectToScheme)
    decide_as_government = command(joint_plan.DecideAsGovernment)
