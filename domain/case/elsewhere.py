"""What other streams say that a decision rests on: bars of an organisation, and the earlier case that is named.

The activity reads it from the ledger, each stream as it stands when the command is decided; the domain decides on it.
"""

from __future__ import annotations

from datetime import date

from domain.bars import Bar
from domain.case.base import provisions
from domain.case.state import CaseOutcome, Link, Linked, LinkKind
from domain.dossier import Dossier
from domain.messages import Refusal
from domain.model import Frozen
from domain.refusals import refuse

RECORD = provisions("dal/7")
HELD = provisions("dal/41", "o27/50")
CHANGES = provisions("pac/13", "pac/14", "dal/79")

NEGATIVE = frozenset(CaseOutcome) - {CaseOutcome.APPROVED}
"""After these outcomes an application can be made again."""


class Earlier(Frozen):
    """The case that an application names. `turned_away`: it was declined at the door and has no stream.

    `changes` are the numbers of the changes in its supervision that need a case and have none.
    """

    number: str
    applicant: str | None = None
    product: str | None = None
    outcome: CaseOutcome | None = None
    turned_away: bool = False
    changes: tuple[int, ...] = ()


class Elsewhere(Frozen):
    """What the streams beside this one say. `later` is the link of a case that names this one, with how it ended.

    `lost` are the licensees of the case whose license is, by its supervision, not valid any more or cut in its scope.
    """

    bars: tuple[Bar, ...] = ()
    lost: tuple[str, ...] = ()
    earlier: Earlier | None = None
    later: Linked | None = None
    later_number: str | None = None
    later_outcome: CaseOutcome | None = None
    later_decided_on: date | None = None

    def barred(self, day: date) -> Bar | None:
        """The bar in force on that day that lasts longest."""
        found = [each for each in self.bars if each.covers(day)]
        return max(found, key=lambda each: each.until, default=None)


NOTHING = Elsewhere()


def barred(elsewhere: Elsewhere, day: date, own: tuple[Bar, ...] = ()) -> Refusal | None:
    """The refusal of an application while a bar runs: the article, and the last day of the bar.

    `own` are bars that came with decisions of this very case: the journal may not know of them yet.
    """
    found = Elsewhere(bars=(*elsewhere.bars, *own)).barred(day)
    if found is None:
        return None
    return refuse(
        "applicant_barred",
        found.basis,
        organisation=found.organisation,
        ground=found.ground,
        until=found.until,
        found_in=found.found_in,
    )


def licenses_lost(elsewhere: Elsewhere) -> Refusal | None:
    """The refusal of what rests on the licenses of the chain, once one of them is lost."""
    if not elsewhere.lost:
        return None
    return refuse("license_lost_meanwhile", HELD, licensees=", ".join(elsewhere.lost))


def linked(link: Link | None, dossier: Dossier, elsewhere: Elsewhere) -> Linked | Refusal | None:
    """The link as it is recorded, or why the named case cannot be followed in this way."""
    if link is None:
        return None
    earlier = elsewhere.earlier
    if earlier is None:
        return refuse("link_unknown_case", RECORD, case=link.case)
    if earlier.applicant is not None and earlier.applicant != dossier.applicant.name:
        return refuse(
            "link_of_another", RECORD, case=link.case, field="applicant.name", earlier=earlier.applicant
        )
    if earlier.product is not None and earlier.product != dossier.product.name:
        return refuse(
            "link_of_another", RECORD, case=link.case, field="product.name", earlier=earlier.product
        )
    if link.as_ is LinkKind.RE_ENTRY:
        if not (earlier.turned_away or earlier.outcome in NEGATIVE):
            return refuse("no_re_entry", RECORD, case=link.case, outcome=earlier.outcome)
        return Linked(case=link.case, kind=link.as_, turned_away=earlier.turned_away)
    if not earlier.changes:
        return refuse("no_change_to_follow", CHANGES, case=link.case)
    return Linked(case=link.case, kind=link.as_, change=earlier.changes[0])
