"""The way of a real-shaped case, command by command, up to its first license."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cli.actors import load_actors
from domain.dossier import Dossier, read_dossier
from domain.messages import Command, Receipt
from domain.model import SHANGHAI
from domain.streams import COMMANDS
from gateway.client import Engine
from ledger import Ledger

DOSSIER = Path(__file__).parents[2] / "scenarios" / "dossiers" / "cross_province_enzyme.yaml"
START = datetime(2025, 1, 8, 10, tzinfo=SHANGHAI)
PATIENCE = timedelta(seconds=30)

Step = tuple[str, str, dict[str, Any]]
"""Who, what, and with what."""

FINDINGS = [
    {"subject": subject, "satisfied": True}
    for subject in ("scheme", "supervision_plan", "agencies", "enterprises", "variety")
]
TO_JOINT_PLAN: list[Step] = [
    ("sh-agency", "accept", {"acceptance_no": "SH-2025-3"}),
    ("sh-agency", "resolve_finding", {"rule": "E06", "outcome": "PASS", "reason": "led by the applicant"}),
    ("sh-agency", "decide_selection", {"outcome": "selected", "reason": "innovative and urgent"}),
]
TO_NATIONAL: list[Step] = [
    ("sh-agency", "propose_scheme", {"summary": "scheme", "inspections_per_year": 1, "sampling": "yearly"}),
    ("sh-agency", "sign_scheme", {"version": 1}),
    ("js-agency", "sign_scheme", {"version": 1}),
    (
        "sh-government",
        "decide_as_government",
        {"outcome": "approve", "document_no": "SH-9", "reason": "agreed"},
    ),
]
TO_LICENSE: list[Step] = [
    (
        "nmpa",
        "decide_as_nmpa",
        {"outcome": "approve", "reply_no": "61", "reason": "agreed", "findings": FINDINGS},
    ),
    ("wuxi-ds", "apply_for_license", {"licensee": "wuxi-ds", "kind": "change"}),
    ("js-agency", "accept_license_application", {"licensee": "wuxi-ds"}),
    ("js-agency", "start_license_inspection", {"licensee": "wuxi-ds"}),
    ("js-agency", "report_license_inspection", {"licensee": "wuxi-ds", "report_no": "417", "result": "pass"}),
    (
        "js-agency",
        "assess_license_inspection",
        {"licensee": "wuxi-ds", "conclusion": "pass", "reason": "as reported"},
    ),
    ("js-agency", "notify_gmp", {"licensee": "wuxi-ds", "notification_no": "88", "result": "pass"}),
    ("js-agency", "consent_to_entrustment", {"licensee": "wuxi-ds", "opinion_no": "12"}),
]
GRANT: Step = (
    "js-agency",
    "decide_license",
    {
        "licensee": "wuxi-ds",
        "outcome": "grant",
        "number": "苏20160123",
        "classification": "Cs",
        "addresses": ["江苏省无锡市滨湖区梅梁路108号"],
        "reason": "conditions met",
    },
)


def dossier() -> Dossier:
    """The dossier of the case."""
    return read_dossier(DOSSIER.read_text("utf-8"))


def command(stream: str, who: str, what: str, command_id: UUID | None = None, **content: Any) -> Command:  # noqa: ANN401
    """A command with an id of its own."""
    actor = load_actors()[who].actor
    given = {"command_id": command_id or uuid4(), "stream": stream, "actor": actor, **content}
    return COMMANDS[what].model_validate(given)


def submission(stream: str, **content: Any) -> Command:  # noqa: ANN401
    """The opening command of a case that is played in January 2025."""
    shift = timedelta(seconds=round((START - datetime.now(UTC)).total_seconds()))
    return command(stream, "canbridge", "submit", dossier=dossier(), **{"shift": shift, **content})


async def walk(engine: Engine, stream: str, *steps: Step) -> list[Receipt]:
    """Send the steps one by one."""
    return [
        await engine.send(command(stream, who, what, **content), patience=PATIENCE)
        for who, what, content in steps
    ]


async def opened(engine: Engine, ledger: Ledger, *steps: Step) -> str:
    """The stream of a new case that has gone these steps."""
    opening = uuid4()
    stream = f"case/{ledger.allot(opening, 'SH', 2025)}"
    await engine.send(submission(stream, command_id=opening), patience=PATIENCE)
    await walk(engine, stream, *steps)
    return stream


def tick(stream: str, seconds: int, **content: Any) -> Command:  # noqa: ANN401
    """A command that is done whenever it comes with a larger number than before: the case's clock moves on."""
    start = timedelta(seconds=round((START - datetime.now(UTC)).total_seconds()))
    return command(stream, "engine", "move_clock", shift=start + timedelta(minutes=seconds), **content)
