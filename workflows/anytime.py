"""Doors that are open at every stage."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import command

with workflow.unsafe.imports_passed_through():
    from domain.case import anytime, false_materials, link, transition


class AnytimeUpdates:
    """The updates of this stage."""

    withdraw = command(anytime.Withdraw)
    find_false_materials = command(false_materials.FindFalseMaterials)
    confirm_transition = command(transition.ConfirmTransition)
    note_link = command(link.NoteLink)
    move_clock = command(anytime.MoveClock)
