"""Which way a case takes: the stages of its regime in their order, and what differs between them by the law.

No other module asks for the regime. What a regime does in its own way is an entry of this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.case.base import provisions
from domain.case.state import CaseState, LicenseFile, Licensing, Stage
from domain.law import LawInForce, Regime
from domain.model import ProvisionId
from domain.rules.rule import Step

NMPA_DECIDES = "nmpa_segment_approval_required"
"""The reading on whether NMPA decides on segmented manufacture under Notice 173 too."""


class Gate(StrEnum):
    """A step that a finding can hold back, whatever number the regime's handbook gives it."""

    CMO_LICENSE = "cmo_license"
    HOLDER_LICENSE = "holder_license"
    FILING = "filing"


@dataclass(frozen=True, slots=True)
class Path:
    """The way of a case under one regime.

    `examined_at` are the stages at which the agency answers the open questions of the dossier. `check` is the limit
    of the formal check. `applies_for_license`: the submission is also the applicant's own license application, and
    as such accepted by silence. `refusal_ends_the_case`: that of any license, not only the applicant's. `returned_to`
    is where a decision of NMPA sends a case back. `submission`, `examination`, `plan` and `licensing` are the
    articles of these acts.
    """

    stages: tuple[Stage, ...]
    pilot: bool
    examined_at: frozenset[Stage]
    check: str
    applies_for_license: bool
    refusal_ends_the_case: bool
    returned_to: Stage
    submission: tuple[ProvisionId, ...]
    examination: tuple[ProvisionId, ...]
    plan: tuple[ProvisionId, ...]
    licensing: tuple[ProvisionId, ...]
    holds: Mapping[Gate, tuple[Step, ...]]


PILOT = Path(
    stages=(
        Stage.INTAKE,
        Stage.PRELIMINARY_SELECTION,
        Stage.JOINT_PLAN,
        Stage.NATIONAL_DECISION,
        Stage.LICENSING,
        Stage.TECHNICAL_REVIEW,
        Stage.CLOSING,
    ),
    pilot=True,
    examined_at=frozenset({Stage.PRELIMINARY_SELECTION}),
    check="intake.check",
    applies_for_license=False,
    refusal_ends_the_case=True,
    returned_to=Stage.JOINT_PLAN,
    submission=provisions("plan/submission"),
    examination=provisions("plan/selection"),
    plan=provisions("plan/joint-scheme"),
    licensing=provisions("plan/licensing"),
    holds={
        Gate.CMO_LICENSE: (Step.CMO_LICENSE,),
        Gate.HOLDER_LICENSE: (Step.HOLDER_LICENSE,),
        Gate.FILING: (Step.FILING,),
    },
)

NOTICE_173 = Path(
    stages=(Stage.INTAKE, Stage.LICENSING, Stage.TECHNICAL_REVIEW, Stage.CLOSING),
    pilot=False,
    examined_at=frozenset({Stage.NATIONAL_DECISION, Stage.LICENSING}),
    check="lic.accept",
    applies_for_license=True,
    refusal_ends_the_case=False,
    returned_to=Stage.NATIONAL_DECISION,
    submission=provisions("n173/1", "o28/7"),
    examination=provisions("n173/1", "o28/10"),
    plan=provisions("n173/1"),
    licensing=provisions("n173/1", "dal/41"),
    # Where the applicant needs no license of its own, what would hold it holds the filing.
    holds={
        Gate.CMO_LICENSE: (),
        Gate.HOLDER_LICENSE: (Step.N_LICENSE,),
        Gate.FILING: (Step.N_LICENSE, Step.N_FILING),
    },
)

PATHS: Mapping[Regime, Path] = {
    Regime.PILOT: PILOT,
    Regime.N173_PRE_REGS: NOTICE_173,
    Regime.N173: NOTICE_173,
}
"""The path of each regime that takes applications."""


def path_at(regime: Regime, in_force: LawInForce) -> Path | None:
    """The path of a case submitted under this regime, by the readings of that day; None if it takes none."""
    path = PATHS.get(regime)
    if path is None or path.pilot or in_force.reading(NMPA_DECIDES).value is not True:
        return path
    before = path.stages.index(Stage.LICENSING)
    stages = (*path.stages[:before], Stage.NATIONAL_DECISION, *path.stages[before:])
    return replace(path, stages=stages)


def path_of(regime: Regime | None) -> Path:
    """The path of that regime, with what always holds under it; the pilot's where nothing has been submitted."""
    return PATHS.get(regime or Regime.PILOT, PILOT)


def path(state: CaseState) -> Path:
    """The path of the case: that of its regime, with the stages that were fixed when it was submitted."""
    known = path_of(state.regime)
    return replace(known, stages=state.path) if state.path else known


def under_examination(state: CaseState) -> bool:
    """Whether the agency is still to find the dossier in order, at this stage."""
    return state.stage in path(state).examined_at and not state.suitability.found


def forward(state: CaseState) -> CaseState:
    """The case at the stage that follows on its path."""
    stages = path(state).stages
    return enter(state, stages[stages.index(state.stage or Stage.INTAKE) + 1])


def enter(state: CaseState, stage: Stage) -> CaseState:
    """The case at that stage. With the licensing every licensee has a file."""
    update: dict[str, object] = {"stage": stage}
    if stage is Stage.LICENSING:
        files = tuple(LicenseFile(licensee=licensee) for licensee in state.file.licensees())
        update["licensing"] = Licensing(files=files)
    return state.model_copy(update=update)
