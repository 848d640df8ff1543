"""National decision: NMPA's door."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import command

with workflow.unsafe.imports_passed_through():
    from domain.case import national_decision


class NationalDecisionUpdates:
    """The updates of this stage."""

    decide_as_nmpa = command(national_decision.DecideAsNmpa)
