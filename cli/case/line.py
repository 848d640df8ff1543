"""One line of the list of cases: where a case stands, or once it is closed its supervision, and what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cli.case.reading import Case, Now, Supervision, case_of, supervision_of
from domain.explain import Overdue, overdue
from domain.law import Law
from domain.model import local_day
from ledger import Ledger
from ledger.views import CaseView


@dataclass(frozen=True, slots=True)
class Line:
    """A case, its supervision if it has one, and the duties that are overdue in either, the longest first."""

    row: CaseView
    case: Case
    supervision: Supervision | None
    overdue: tuple[Overdue, ...]
    today: date

    @property
    def supervised(self) -> bool:
        """Whether nobody has to act in the case any more, and its supervision goes on."""
        return _supervised(self.case, self.supervision)

    @property
    def standing(self) -> Case | Supervision:
        """What the line tells about: the case, or its supervision once the case itself waits for nobody."""
        return self.supervision if self.supervision and self.supervised else self.case

    @property
    def held(self) -> bool:
        """Whether a term of the open case stands still, so that nobody can say when it ends."""
        terms = self.case.state.terms.values()
        return not self.case.position.closed and any(term.running_stop for term in terms)

    def mentions(self, text: str | None) -> bool:
        """Whether number, product or applicant, in either language, contains each of the words."""
        dossier = self.case.state.file
        names = (
            self.case.number,
            dossier.product.name,
            dossier.product.name_zh,
            dossier.applicant.name,
            dossier.applicant.name_zh,
        )
        said = " ".join(name for name in names if name).casefold()
        return all(word in said for word in (text or "").casefold().split())

    @property
    def data(self) -> dict[str, object]:
        """The line as an object for programs."""
        case, row = self.case.position, self.row
        due = case.next_deadline
        return {
            "number": row.number,
            "stream": row.stream,
            "version": self.case.version,
            "stage": case.stage,
            "outcome": case.outcome,
            "closed": case.closed,
            "regime": case.regime,
            "product": row.product_en,
            "product_zh": row.product_zh,
            "applicant": row.applicant,
            "provinces": list(row.provinces),
            "opened": row.opened.isoformat() if row.opened else None,
            "waits": [wait.model_dump(mode="json") for wait in case.waits],
            "next_deadline": due.model_dump(mode="json") if due else None,
            "overdue": [each.model_dump(mode="json") for each in self.overdue],
            "supervision": self._supervision(),
            "last_change": row.last_recorded.isoformat(),
            "last_event": row.last_topic,
            "simulated": bool(case.shift),
        }

    def _supervision(self) -> dict[str, object] | None:
        if self.supervision is None:
            return None
        position = self.supervision.position
        due = position.next_deadline
        return {
            "version": self.supervision.version,
            "stage": position.stage,
            "closed": position.closed,
            "waits": [wait.model_dump(mode="json") for wait in position.waits],
            "next_deadline": due.model_dump(mode="json") if due else None,
        }


def line_of(ledger: Ledger, law: Law, row: CaseView, now: Now) -> Line:
    """The line of the case in that row of the read model. Raises UnreadableEventError."""
    case, supervision = case_of(ledger, law, row.number), supervision_of(ledger, law, row.number)
    late: list[Overdue] = []
    for each in (case, supervision) if supervision else (case,):
        day = local_day(now(each.position))
        late += overdue(each.position, each.state, law, each.facts, day)
    late.sort(key=lambda each: (each.due, each.term))
    stands = supervision if supervision and _supervised(case, supervision) else case
    return Line(row, case, supervision, tuple(late), local_day(now(stands.position)))


def _supervised(case: Case, supervision: Supervision | None) -> bool:
    return supervision is not None and not case.position.waits
