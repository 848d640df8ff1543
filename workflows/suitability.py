"""Notice 173: the doors for guidance, confirmation, suitability and supervision plan."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import command

with workflow.unsafe.imports_passed_through():
    from domain.case import suitability, supervision_plan


class SuitabilityUpdates:
    """The updates of this review."""

    give_guidance = command(suitability.GiveGuidance)
    confirm_experience = command(suitability.ConfirmExperience)
    decide_suitability = command(suitability.DecideSuitability)
    draw_up_supervision_plan = command(supervision_plan.DrawUpSupervisionPlan)
