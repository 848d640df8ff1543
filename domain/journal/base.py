"""What every command to a journal has in common."""

from __future__ import annotations

from pydantic import Field

from domain.messages import Command


class JournalCommand(Command):
    """A command to `journal/{organisation}`: of the actor's own organisation, and of no effect outside of it."""

    stream: str = Field(pattern=r"^journal/.{1,200}$")
