"""Intake: the doors for submission, correction and acceptance."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import command

with workflow.unsafe.imports_passed_through():
    from domain.case import intake


class IntakeUpdates:
    """The updates of this stage."""

    submit = command(intake.Submit)
    request_correction = command(intake.RequestCorrection)
    correct = command(intake.Correct)
    accept = command(intake.Accept)
    refuse_acceptance = command(intake.RefuseAcceptance)
