"""Doors that are open at every stage."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import command

with workflow.unsafe.imports_passed_through():
    from domain.case import anytime, false_materials, link, suspension, termination, transition


class AnytimeUpdates:
    """The updates of this stage."""

    withdraw = command(anytime.Withdraw)
    suspend_case = command(suspension.SuspendCase)
    resume_case = command(suspension.ResumeCase)
    terminate_case = command(termination.TerminateCase)
    find_false_materials = command(false_materials.FindFalseMaterials)
    confirm_transition = command(transition.ConfirmTransition)
    note_link = command(link.NoteLink)
    move_clock = command(anytime.MoveClock)
