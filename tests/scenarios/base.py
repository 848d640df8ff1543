"""The base facts of the handbook's cases, and steps that most of them have in common."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from cli.actors import load_actors
from cli.scenario.changes import changed
from cli.scenario.model import Scenario
from cli.scenario.play import Outcome, Player
from cli.scenario.stage import theatre
from domain.dossier import parse_dossier

Steps = list[dict[str, Any]]

SUBJECTS = ("scheme", "supervision_plan", "agencies", "enterprises", "variety")
START = "2025-06-10T09:30"
HOLDER = "Huangpu River Antibodies (Shanghai)"

BASE: dict[str, Any] = {
    "submitted_at": START,
    "channel": "online",
    "product": {
        "name": "antibody injection",
        "registration_class": "biological",
        "kind": "antibody",
        "innovative": True,
        "origin": "self_developed",
        "dosage_form": "injection",
        "special_process": True,
    },
    "applicant": {
        "name": HOLDER,
        "role": "registration_applicant",
        "province": "310000",
        "capability": {"rd": True, "quality": True, "risk": True, "compensation": True},
        "primary_responsibility": True,
    },
    "cmos": [],
    "sites": [{"id": "own", "operator": "applicant", "province": "310000", "address": "own address"}],
    "segments": [{"stage": "drug_substance", "site": "own"}, {"stage": "drug_product", "site": "filling"}],
    "quality_system": {"unified": True, "sites": "all", "stages": "all"},
    "compensation": {"system": True, "capacity_evidence": True},
    "dispatched_staff": [],
    "segmentation_studies": {"comparability": True, "transport": True, "hold_time": True},
}


def cmo(key: str, name: str, province: str, *, biological: bool = True) -> dict[str, Any]:
    """A manufacturer in order."""
    signed = {"signed_on": "2025-01-06", "allocates_liability": True, "covers_transport": True}
    experience = {
        "dosage_form": "injection",
        "biological": biological,
        "basis": "commercial",
        "since": "2019-03-01",
    }
    return {
        "id": key,
        "name": name,
        "province": province,
        "qa_system": True,
        "experience": [experience],
        "quality_agreement": signed,
        "entrustment_agreement": signed,
    }


def site(key: str, operator: str, province: str) -> dict[str, Any]:
    """A site in the mainland; its address is its id."""
    return {"id": key, "operator": operator, "province": province, "address": f"{key} address"}


def staff(*sites: str) -> list[dict[str, Any]]:
    """Two qualified people for each site."""
    return [
        {"name": f"{each}-{n}", "site": each, "knows_process": True, "knows_gmp": True, "mandate": True}
        for each in sites
        for n in (1, 2)
    ]


FILLER = cmo("filler", "Taihu Fill and Finish (Suzhou)", "320000")
TWO_PROVINCES = {
    "cmos": [FILLER],
    "sites": [site("own", "applicant", "310000"), site("filling", "filler", "320000")],
    "dispatched_staff": staff("filling"),
}
"""The holder in Shanghai makes the drug substance, a manufacturer in Jiangsu fills it."""


def play(
    steps: Iterable[dict[str, Any]], but: Mapping[str, Any], expect: Mapping[str, Any], start: str = START
) -> Outcome:
    """Play these steps on the base facts with those differences."""
    dossier = parse_dossier(changed(BASE, dict(but)))
    scenario = Scenario.model_validate(
        {
            "scenario": "row",
            "title": {"zh": "例", "en": "row"},
            "dossier": dossier,
            "start": start,
            "steps": list(steps),
            "expect": dict(expect),
        }
    )
    return asyncio.run(_play(scenario))


async def _play(scenario: Scenario) -> Outcome:
    async with theatre(sandbox=False) as stage:
        player = Player(
            scenario,
            engine=stage.engine,
            ledger=stage.ledger,
            stand=stage.stand,
            clock=stage.clock,
            actors=load_actors(),
        )
        return await player.play()


def selected(holder: str, agency: str, *resolved: dict[str, Any]) -> Steps:
    """From the submission to the selection."""
    return [
        {"as": holder, "do": "submit"},
        {"after": {"working_days": 2}, "as": agency, "do": "accept", "with": {"acceptance_no": "受1号"}},
        *({"as": agency, "do": "resolve_finding", "with": each} for each in resolved),
        {
            "after": {"working_days": 5},
            "as": agency,
            "do": "decide_selection",
            "with": {"outcome": "selected", "reason": "符合要求"},
        },
    ]


def proposed(agency: str) -> Steps:
    """The first version."""
    plan = {"summary": "第一版", "inspections_per_year": 1, "sampling": "每年一批"}
    return [{"after": {"working_days": 5}, "as": agency, "do": "propose_scheme", "with": plan}]


def signed(*agencies: str) -> Steps:
    """Each signs the first version."""
    return [{"as": each, "do": "sign_scheme", "with": {"version": 1}} for each in agencies]


def government(office: str, **more: object) -> dict[str, Any]:
    """The government approves."""
    said = {"outcome": "approve", "document_no": "府1号", "reason": "同意"}
    return {"after": {"working_days": 5}, "as": office, "do": "decide_as_government", "with": said, **more}


def national() -> dict[str, Any]:
    """NMPA approves."""
    found = [{"subject": each, "satisfied": True} for each in SUBJECTS]
    said = {"outcome": "approve", "reply_no": "药监1号", "reason": "同意", "findings": found}
    return {"after": {"working_days": 10}, "as": "nmpa", "do": "decide_as_nmpa", "with": said}


def approved(holder: str, home: str, *others: str) -> Steps:
    """From the submission to NMPA's approval: agencies by the letters of their provinces."""
    agencies = [f"{home}-agency", *(f"{each}-agency" for each in others)]
    return [
        *selected(holder, agencies[0]),
        *proposed(agencies[0]),
        *signed(*agencies),
        government(f"{home}-government"),
        national(),
    ]


def licensed(licensee: str, who: str, agency: str, mark: str, addresses: list[str]) -> Steps:
    """One licensee's way to its license; `applicant` needs no papers of its own agency."""
    own = licensee == "applicant"
    said: list[tuple[str, str, dict[str, Any]]] = [
        (who, "apply_for_license", {"kind": "new"}),
        (agency, "accept_license_application", {}),
        (agency, "start_license_inspection", {}),
        (agency, "report_license_inspection", {"report_no": "检1号", "result": "pass"}),
        (agency, "assess_license_inspection", {"conclusion": "pass", "reason": "符合要求"}),
    ]
    if not own:
        said += [
            (agency, "notify_gmp", {"notification_no": "告1号", "result": "pass"}),
            (agency, "consent_to_entrustment", {"opinion_no": "意1号"}),
        ]
    grant = {
        "outcome": "grant",
        "number": f"{mark}20250001",
        "classification": "AsBs" if own else "Cs",
        "addresses": addresses,
        "reason": "符合条件",
    }
    said.append((agency, "decide_license", grant))
    return [
        {
            "after": {"working_days": 1},
            "as": each,
            "do": command,
            "with": {"licensee": licensee, **content},
        }
        for each, command, content in said
    ]
