"""A suspension on file: since when nothing is done in the case, by whom, on which ground and article."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from domain.case.remedy_file import Office
from domain.model import Frozen, ProvisionId

SuspensionGround = Literal["review_suspended", "expert_appraisal", "falsehood_examined", "other_matter"]
"""The law suspends the review, experts or laboratories are asked, a suspicion is examined, another matter decides."""

GROUNDS: frozenset[str] = frozenset(get_args(SuspensionGround))
"""A term that stands still on one of these grounds does so because the whole case does."""


class Suspension(Frozen):
    """The suspension that holds the case; `by` is the office that can lift it."""

    since: date
    by: Office
    ground: SuspensionGround
    document_no: str
    reason: str
    open: bool = False
    basis: tuple[ProvisionId, ...]
