"""What is explored: a chain of so many provinces and licensees under one regime, and whose acts are tried in full.

A chain is symmetric in its manufacturers: two that make the same kind of thing behave alike. Where three licences
run side by side their files do not speak to each other but through what each shows of itself (papers, granted, not
granted), so one file at a time is explored in full while the others move in whole steps; `test_soundness` proves it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from domain.actors import SYSTEM, Actor, Role
from domain.case.path import NMPA_DECIDES
from domain.dossier import APPLICANT, Dossier, parse_dossier
from domain.law import Law, Regime
from domain.model import SHANGHAI

HOME, OUTSIDE = "310000", "330000"
ELSEWHERE = ("320000", "110000")
NAMES = {HOME: "shanghai", OUTSIDE: "zhejiang", "320000": "jiangsu", "110000": "beijing"}
STARTS = {
    Regime.PILOT: datetime(2025, 3, 3, 10, tzinfo=SHANGHAI),
    Regime.N173_PRE_REGS: datetime(2026, 4, 8, 10, tzinfo=SHANGHAI),
    Regime.N173: datetime(2026, 6, 1, 10, tzinfo=SHANGHAI),
}
"""A Monday or a Wednesday of each regime."""

PLAN, LICENSING, REVIEW, CLOSING, REMEDIES = "plan", "licensing", "review", "closing", "remedies"
"""The parts of a case that can be explored in full; the id of a licensee is one more."""

CLEAN, OPEN, SHORT = "clean", "open", "short"
"""Dossiers: in order; with an open question and a step that is held; with a paper missing."""


@dataclass(frozen=True)
class World:
    """One configuration: the chain, the law, the parts in focus, and everybody who could act."""

    provinces: int
    licensees: int
    regime: Regime = Regime.PILOT
    focus: frozenset[str] = frozenset({PLAN})
    law: Law = field(default_factory=Law.load)
    opens: tuple[str, ...] = (CLEAN,)
    without: frozenset[str] = frozenset()
    label: str = ""

    @property
    def start(self) -> datetime:
        """The instant of the first act."""
        return STARTS[self.regime]

    @property
    def nmpa_decides(self) -> bool:
        """Whether NMPA decides on segmented manufacture under Notice 173 too (C7), as the law in use reads it."""
        if self.regime is Regime.PILOT:
            return False
        return self.law.on(self.start.date()).reading(NMPA_DECIDES).value is True

    @property
    def name(self) -> str:
        """As the table of a run shows it."""
        parts = "+".join(sorted(self.focus))
        asked = " (nmpa decides)" if self.nmpa_decides else ""
        what = f" {self.label}" if self.label else ""
        return f"{self.regime} {self.provinces}P {self.licensees}L {parts}{what}{asked}"

    def leaves_out(self, name: str, fields: Mapping[str, object]) -> bool:
        """Whether this configuration does not try the act: `without` names commands, or a value of a field of one."""
        said = {name, *(f"{name}.{field}={value}" for field, value in fields.items())}
        return not said.isdisjoint(self.without)

    def dossiers(self) -> dict[str, Dossier]:
        """The dossiers with which the case may open, and that in order, which corrects any other."""
        return {name: _dossier(self.provinces, self.licensees, name) for name in (*self.opens, CLEAN)}

    def actors(self) -> dict[str, Actor]:
        """Everybody: the parties and offices concerned, and one of each kind that is not."""
        dossier = self.dossiers()[CLEAN]
        agent = dossier.applicant.domestic_agent
        acting = agent.name if agent else dossier.applicant.name
        places = sorted({HOME, OUTSIDE, *dossier.provinces()})
        named = {
            APPLICANT: _actor(Role.APPLICANT, acting, HOME),
            "somebody else": _actor(Role.APPLICANT, "Somebody Else", HOME),
            "another maker": _actor(Role.MANUFACTURER, "Another Maker", OUTSIDE),
            "nmpa": _actor(Role.NMPA, "NMPA"),
            "cde": _actor(Role.REVIEW_CENTRE, "CDE"),
            "cfdi": _actor(Role.INSPECTION_CENTRE, "CFDI"),
            "engine": SYSTEM,
        }
        named |= {f"{NAMES[p]} agency": _actor(Role.AGENCY, f"{NAMES[p]} MPA", p) for p in places}
        named |= {f"{NAMES[p]} government": _actor(Role.GOVERNMENT, f"Government {p}", p) for p in places}
        named |= {cmo.id: _actor(Role.MANUFACTURER, cmo.name, cmo.province) for cmo in dossier.chain()}
        return named


def _actor(role: Role, organisation: str, province: str | None = None) -> Actor:
    person = organisation.lower().replace(" ", "-")
    return Actor.model_validate(
        {"person": person, "role": role, "organisation": organisation, "province": province}
    )


def _dossier(provinces: int, licensees: int, kind: str) -> Dossier:
    """The dossier of the tests, stretched over so many provinces and licensees.

    With one licensee the applicant sits abroad and fills there: only its manufacturer needs a licence. With three
    the holder has both stages made.
    """
    source = Path(__file__).parents[1] / "domain" / "case" / "dossier.yaml"
    data: dict[str, Any] = copy.deepcopy(yaml.safe_load(source.read_text("utf-8")))
    ds, (bulk, fill) = data["cmos"][0], data["sites"]
    first = ELSEWHERE[0] if provinces > 1 else HOME
    ds["province"] = bulk["province"] = first
    ds["evaluated_applicant_on"] = "2025-01-03"
    if licensees == 1:
        _abroad(data, fill)
    if licensees == 3:
        second = ELSEWHERE[1] if provinces > 2 else first
        dp = copy.deepcopy(ds) | {"id": "dp", "name": "Example Filling", "province": second}
        data["cmos"] = [ds, dp]
        fill |= {"operator": "dp", "province": second}
        staff = [
            {**each, "name": f"{each['name']}-dp", "site": fill["id"]} for each in data["dispatched_staff"]
        ]
        data["dispatched_staff"] = [*data["dispatched_staff"], *staff]
    _open(data, kind)
    return parse_dossier(data)


def _abroad(data: dict[str, Any], fill: dict[str, Any]) -> None:
    agent = {"name": "Domestic Agent", "province": HOME, "role": "registration_agent"}
    applicant: Mapping[str, Any] = data["applicant"]
    data["applicant"] = {**applicant, "country": "BE", "province": None, "domestic_agent": agent}
    fill |= {"country": "BE", "province": None}
    certificate = {"certificate": "GMP", "authority": "FAMHP", "valid_until": "2030-12-31"}
    replaces = {"replaces": "Drug Manufacturing License", "reason": "the site lies abroad"}
    data["substitute_documents"] = [{"site": fill["id"], **certificate, **replaces}]


def _open(data: dict[str, Any], kind: str) -> None:
    match kind:
        case "open":
            data["product"]["origin"] = "co_developed"
            data["segmentation_studies"]["transport"] = False
        case "short":
            data["applicant"]["primary_responsibility"] = None
        case _:
            pass
