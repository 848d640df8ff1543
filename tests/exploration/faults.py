"""Faults put into the product on purpose: in a copy of the law folder, or in place of a function, never in the tree."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from domain.case import anytime, joint_plan, license_grant, licensing, procedure, standing, technical_review
from domain.case.plan_messages import SchemeAgreed
from domain.case.review_events import ReviewTermOverdue
from domain.case.state import Stage
from domain.law import Law
from domain.law.loader import PACKAGED
from domain.terms import end
from tests.exploration.explorer import TOTAL, Property
from tests.exploration.properties import (
    ANSWERABLE,
    ARTICLES,
    AWAITED,
    CLOSED,
    ENDS,
    LICENSE,
    OVER,
    TIMERS,
)
from tests.exploration.runs import LICENSE_ALONE, STRAIGHT
from tests.exploration.world import PLAN, REVIEW

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Fault:
    """One fault: what is wrong, which property has to find it, and in which part of which chain."""

    wrong: str
    found_by: Property
    patch: Patch | None = None
    law: tuple[str, str, str] | None = None
    chain: tuple[int, int] = (2, 2)
    focus: str = PLAN
    without: frozenset[str] = frozenset()

    def law_with_it(self, folder: Path) -> Law:
        """The law, with the fault in it where it is one of the law, in a folder of its own."""
        if self.law is None:
            return Law.load()
        file, old, new = self.law
        shutil.copytree(PACKAGED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        text = (folder / file).read_text("utf-8")
        assert old in text, f"{file} says nothing of {old}"
        (folder / file).write_text(text.replace(old, new), "utf-8")
        return Law.load(folder)


def instead(module: Any, name: str, make: Callable[[Any], Any]) -> Patch:  # noqa: ANN401 - any function of the domain
    """Another function in its place, made from the one that stands there."""
    return lambda monkeypatch: monkeypatch.setattr(module, name, make(getattr(module, name)))


def _without_government(monkeypatch: pytest.MonkeyPatch) -> None:
    def evolve(state: Any, event: Any) -> Any:  # noqa: ANN401
        new = joint_plan.evolve(state, event)
        return new.model_copy(update={"stage": Stage.NATIONAL_DECISION})

    owners: dict[Any, Any] = procedure._OWNERS
    monkeypatch.setitem(owners, SchemeAgreed, evolve)


def _raises(*_: object) -> None:
    raise LookupError("nobody thought of this")


GOVERNMENT = "{command: decide_as_government, role: provincial_government, relation: applicant_government"
AGENCY = "{command: decide_as_government, role: provincial_agency, relation: applicant_agency"
SELECTION = "{command: decide_selection, role: provincial_agency, relation: applicant_agency"
ANY_AGENCY = "{command: decide_selection, role: provincial_agency, relation: concerned_agency"
PILOT = "competence/pilot-2024-10-21.yaml"

FAULTS = (
    Fault("another office decides for the government", LICENSE, law=(PILOT, GOVERNMENT, AGENCY)),
    Fault("the office that is waited for is not competent", ANSWERABLE, law=(PILOT, GOVERNMENT, AGENCY)),
    Fault("the agency of another province selects", LICENSE, law=(PILOT, SELECTION, ANY_AGENCY)),
    Fault("the approval of the government is not needed", LICENSE, _without_government),
    Fault(
        "a province is not asked for its signature",
        LICENSE,
        instead(
            joint_plan, "e18_joint_scheme", lambda real: lambda provinces, signed: real(provinces[:1], signed)
        ),
    ),
    Fault(
        "nobody is waited for",
        AWAITED,
        instead(standing, "_plan", lambda _: lambda state: iter(())),  # noqa: ARG005
    ),
    Fault(
        "silence on a conclusion has no consequence any more",
        ENDS,
        instead(
            technical_review,
            "term_ended",
            lambda real: (
                lambda command, state, moment: (
                    (ReviewTermOverdue(term=command.term, clock=end(state.terms, command.term)),)
                    if command.term == "review.dissent"
                    else real(command, state, moment)
                )
            ),
        ),
        chain=(1, 1),
        focus=REVIEW,
        without=STRAIGHT,
    ),
    Fault("a refusal names no article", ARTICLES, instead(joint_plan, "JOINT", lambda _: ())),
    Fault(
        "a license is granted before the consent",
        LICENSE,
        instead(license_grant, "_papers", lambda _: lambda *_, **__: None),
        chain=(1, 1),
        focus="ds",
        without=LICENSE_ALONE,
    ),
    Fault(
        "an inspection that was not passed does not matter",
        LICENSE,
        instead(
            license_grant,
            "_conditions",
            lambda real: (
                lambda command, file, state: real(
                    command, file.model_copy(update={"inspected": None, "reinspection_due": False}), state
                )
            ),
        ),
        chain=(1, 1),
        focus="ds",
        without=LICENSE_ALONE,
    ),
    Fault(
        "an act on a closed case is answered",
        OVER,
        instead(procedure, "_out_of_place", lambda _: lambda command, state, basis: None),  # noqa: ARG005
    ),
    Fault("terms run on in a closed case", CLOSED, instead(anytime, "end_all", lambda _: lambda terms: ())),  # noqa: ARG005
    Fault(
        "a timer comes and nothing follows",
        TIMERS,
        instead(
            procedure,
            "_term_ended",
            lambda real: (
                lambda command, state, moment: (
                    None if command.term == "intake.check" else real(command, state, moment)
                )
            ),
        ),
    ),
    Fault("a command raises an error", TOTAL, instead(licensing, "decide_license", lambda _: _raises)),
)
