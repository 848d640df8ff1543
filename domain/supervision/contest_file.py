"""Acts that told their remedies, on file: what each took, whether it still stands, and what is contested where."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from domain.case.remedy_file import Before, RemedyStep
from domain.model import Frozen, Province
from domain.supervision.held import HeldLicense


class ActKind(StrEnum):
    """What the agency did."""

    REVOCATION = "act_revocation"
    SCOPE = "act_scope_reduced"
    CANCELLATION = "act_cancellation"
    RENEWAL = "act_renewal_refused"
    FINE = "act_fine"
    RESTRICTION = "act_restriction"
    SUSPENSION = "act_suspension"


class ToldAct(Frozen):
    """An act of the agency of that province, by its number.

    `subject` is what it is about: a license, a site, the product. `facts` are what it rests on: on the same facts it
    is the same act. `place` is the number of the suspension or restriction, or the place of the bar that it brought.
    `held` is the license as it stood before. `fallen` is the ruling by which the act fell, `anew` whether its agency
    still has to decide after it.
    """

    number: int
    kind: ActKind
    province: Province
    subject: str
    facts: tuple[str, ...]
    licensee: str | None = None
    site: str | None = None
    ground: str | None = None
    addresses: tuple[str, ...] = ()
    place: int | None = None
    held: HeldLicense | None = None
    fallen: str | None = None
    anew: bool = False

    @property
    def stands(self) -> bool:
        """Whether no ruling has taken it away."""
        return self.fallen is None


class Contest(Frozen):
    """One reconsideration of an act, or one action against it; `by` is who asked for it."""

    number: int
    before: Before
    act: int
    by: str
    step: RemedyStep
    extended: bool = False
    result: str | None = None


T = TypeVar("T", ToldAct, Contest)


class Contests(Frozen):
    """Every act with remedies and every remedy, each in the order of its numbers."""

    acts: tuple[ToldAct, ...] = ()
    filed: tuple[Contest, ...] = ()

    @property
    def pending(self) -> tuple[Contest, ...]:
        """The remedies that are not over."""
        return tuple(each for each in self.filed if each.step is not RemedyStep.OVER)

    def act(self, number: int) -> ToldAct | None:
        """The act of that number, or None."""
        return next((each for each in self.acts if each.number == number), None)

    def contest(self, number: int) -> Contest | None:
        """The remedy of that number, or None."""
        return next((each for each in self.filed if each.number == number), None)

    def of_license(self, licensee: str, *kinds: ActKind) -> tuple[ToldAct, ...]:
        """The acts of those kinds about that license."""
        return tuple(each for each in self.acts if each.licensee == licensee and each.kind in kinds)

    def with_act(self, number: int, **change: object) -> Contests:
        """The file with something changed about one act."""
        return self.model_copy(update={"acts": _changed(self.acts, number, change)})

    def with_contest(self, number: int, **change: object) -> Contests:
        """The file with something changed about one remedy."""
        return self.model_copy(update={"filed": _changed(self.filed, number, change)})


def _changed(items: Iterable[T], number: int, change: dict[str, object]) -> tuple[T, ...]:
    return tuple(each.model_copy(update=change) if each.number == number else each for each in items)
