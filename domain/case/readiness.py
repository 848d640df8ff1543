"""When the licenses are complete, and what a decision that rests on the agency's review still lacks."""

from __future__ import annotations

from domain.case.path import forward, path
from domain.case.state import CaseState, Stage
from domain.messages import Refusal
from domain.refusals import refuse


def not_ready(state: CaseState) -> Refusal | None:
    """Why no decision can rest on suitability and plan yet; None if one can, or none is asked for."""
    way = path(state)
    if not way.applies_for_license:
        return None
    if not state.suitability.found:
        return refuse("suitability_not_found", way.examination)
    return refuse("supervision_plan_missing", way.plan) if state.plan.needs_new_version else None


def completed(state: CaseState) -> CaseState:
    """The case at the filing, once every license is there and, where they are asked for, suitability and plan."""
    left = len(state.licensing.files) - len(state.licensing.granted)
    done = state.stage is Stage.LICENSING and not left and not_ready(state) is None
    return forward(state) if done else state
