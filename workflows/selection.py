"""Preliminary selection: the doors for answers to findings and for the decision."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import command

with workflow.unsafe.imports_passed_through():
    from domain.case import selection


class SelectionUpdates:
    """The updates of this stage."""

    resolve_finding = command(selection.ResolveFinding)
    decide_selection = command(selection.DecideSelection)
