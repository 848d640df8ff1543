"""Which act answers which term: whose duty a term measures, and whether that duty is still owed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.actors import Role
from domain.case.state import CaseState, LicenseFile, Stage
from domain.case.waits import deliveries, file_waits
from domain.dossier import APPLICANT
from domain.law import Law
from domain.position import Position, Wait
from domain.supervision.alarms import due_on
from domain.supervision.records import DutyOffice
from domain.supervision.state import SupervisionState

State = CaseState | SupervisionState

COMMANDS: Mapping[str, frozenset[str]] = {
    "intake.check": frozenset({"accept", "request_correction", "refuse_acceptance"}),
    "intake.correction": frozenset({"correct"}),
    "licensing.accept": frozenset(
        {"accept_license_application", "request_license_correction", "refuse_license_acceptance"}
    ),
    "licensing.correction": frozenset({"correct_license_application"}),
    "licensing.hearing_request": frozenset({"request_hearing"}),
    "licensing.hearing_hold": frozenset({"notify_hearing", "hold_hearing"}),
    "licensing.decide": frozenset(
        {"decide_license", "decide_suitability", "report_license_inspection", "assess_license_inspection"}
    ),
    "licensing.inspect": frozenset({"report_license_inspection"}),
    "licensing.assess": frozenset({"assess_license_inspection"}),
    "licensing.deliver": frozenset({"deliver_license"}),
    "review.accept": frozenset(
        {"accept_registration", "request_registration_correction", "refuse_registration_acceptance"}
    ),
    "review.correction": frozenset({"correct_registration"}),
    "review.clock": frozenset({"conclude_review", "request_supplement"}),
    "review.supplement": frozenset({"answer_supplement"}),
    "review.explain": frozenset({"answer_explanation"}),
    "review.inspection_notice": frozenset(
        {"notify_registration_inspection", "waive_registration_inspection"}
    ),
    "review.inspection_report": frozenset({"report_registration_inspection"}),
    "review.test": frozenset({"report_registration_test"}),
    "review.dissent": frozenset({"dissent_from_conclusion"}),
    "review.expert": frozenset({"decide_dissent"}),
    "review.decide": frozenset({"decide_registration"}),
    "review.deliver": frozenset({"deliver_registration"}),
    "remedy.decide": frozenset({"decide_reconsideration"}),
    "contest.decide": frozenset({"decide_contest"}),
    "year": frozenset({"record_inspection"}),
    "finding": frozenset({"hand_in_corrective_plan", "verify_correction"}),
    "posting": frozenset({"post_staff"}),
    "compensation": frozenset({"renew_compensation"}),
    "license.renew": frozenset({"apply_for_renewal"}),
    "license.expiry": frozenset({"decide_renewal"}),
    "entry.apply": frozenset({"apply_for_entry"}),
    "entry.done": frozenset({"complete_entry"}),
    "change.reply": frozenset({"reply_change_class"}),
    "change.publish": frozenset({"publish_change_filing"}),
    "change.check": frozenset({"conclude_change_filing"}),
    "change.implement": frozenset({"implement_change"}),
}
"""The commands that a term waits for, by the term's kind."""


OF_THE_HOLDER = frozenset({"decide_suitability", "draw_up_supervision_plan"})
"""Acts on the application as a whole that the applicant's own license waits for."""


def kind(term: str) -> str:
    """A term's name without the licensee or the year in it: `licensing.decide` for `licensing.cmo-1.decide`."""
    owner, _, rest = term.partition(".")
    match owner:
        case "licensing" | "license" | "entry" | "change" | "remedy" | "contest":
            return f"{owner}.{rest.rpartition('.')[2]}"
        case "year" | "finding" | "posting":
            return owner
        case _:
            return term


def concerned(position: Position, state: State) -> tuple[tuple[Wait, str | None], ...]:
    """Every wait of the stream with the licensee whose file it is about, if it is about one.

    An agency may be waited for by several files at once, in the same words: each is told apart by what its own file
    waits for.
    """
    if not isinstance(state, CaseState):
        return tuple((wait, None) for wait in position.waits)
    asked = [
        (_plain(wait), file.licensee.id) for file in state.licensing.files for wait in _waits(file, state)
    ]
    found: list[tuple[Wait, str | None]] = []
    holder = APPLICANT if state.licensing.file(APPLICANT) else None
    for wait in position.waits:
        if OF_THE_HOLDER.intersection(wait.commands):
            found.append((wait, holder))
            continue
        mine = next((each for each in asked if each[0] == _plain(wait)), None)
        if mine is not None:
            asked.remove(mine)
        found.append((wait, mine[1] if mine else None))
    return tuple(found)


def answers(wait: Wait, licensee: str | None, term: str, state: State) -> bool:
    """Whether an act that this office is asked for is the one that the term measures."""
    if isinstance(state, SupervisionState) and term.startswith("duties."):
        return due_on(office_of(wait), wait.commands, term, state, Law.load())
    if not COMMANDS.get(kind(term), frozenset()).intersection(wait.commands):
        return False
    if isinstance(state, SupervisionState):
        if term.startswith("license."):
            return _of_the_license(wait, term, state)
        if term.startswith("contest."):
            return _of_the_act(wait, term, state)
        return not term.startswith("finding.") or _at_the_site(wait, term, state)
    return not term.startswith("licensing.") or term.startswith(f"licensing.{licensee}.")


def office_of(wait: Wait) -> DutyOffice:
    """The office that is waited for, as the duties of a supervision know it."""
    return DutyOffice(role=Role(wait.role), organisation=wait.organisation, province=wait.province)


def _waits(file: LicenseFile, state: CaseState) -> Iterator[Wait]:
    """What a case with that license file alone would wait for on account of it."""
    alone = state.licensing.model_copy(update={"files": (file,)})
    single = state.model_copy(update={"licensing": alone})
    if state.stage is Stage.LICENSING:
        yield from file_waits(single)
    yield from deliveries(single)


def _plain(wait: Wait) -> Wait:
    return wait.model_copy(update={"basis": ()})


def _at_the_site(wait: Wait, term: str, state: SupervisionState) -> bool:
    """Whether the office has to do with the site of that finding."""
    number = term.removeprefix("finding.")
    finding = state.finding(int(number)) if number.isdigit() else None
    if finding is None:
        return False
    if wait.role == Role.AGENCY:
        return wait.province == state.supervised.in_charge(finding.site)
    return wait.organisation in {state.supervised.maker(finding.site), state.supervised.represented_by}


def _of_the_act(wait: Wait, term: str, state: SupervisionState) -> bool:
    """Whether the office decides on the act that this remedy is against."""
    contest = state.contests.contest(int(term.split(".")[1]))
    act = state.contests.act(contest.act) if contest else None
    return act is not None and wait.province == act.province


def _of_the_license(wait: Wait, term: str, state: SupervisionState) -> bool:
    """Whether the office issued that license, or the enterprise holds it."""
    held = state.license(term.removeprefix("license.").rpartition(".")[0])
    if held is None:
        return False
    return wait.province == held.province if wait.role == Role.AGENCY else wait.organisation == held.holder
