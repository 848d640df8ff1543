"""The licenses that a supervision knows: how long each is valid, what has been asked for it, and whether it is lost."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.model import Frozen, Province


class LicenseStanding(StrEnum):
    """Whether a license allows to produce, and if not, how it was lost."""

    VALID = "license_valid"
    EXPIRED = "license_expired"
    REVOKED = "license_revoked"
    CANCELLED = "license_cancelled"


class HeldLicense(Frozen):
    """A Drug Manufacturing License of the chain. Its number stays, whatever is renewed or changed.

    `apply_by` is the last day on which its renewal is applied for in time; both days are unknown for a license that
    was changed by an agency that did not state its validity. `removed` are addresses that were taken from its scope;
    `expired` whether its validity has ended, whatever else has become of it.
    """

    licensee: str
    holder: str
    province: Province
    number: str
    addresses: tuple[str, ...] = ()
    valid_until: date | None = None
    apply_by: date | None = None
    standing: LicenseStanding = LicenseStanding.VALID
    applied_on: date | None = None
    in_time: bool = False
    reminded: bool = False
    removed: tuple[str, ...] = ()
    expired: bool = False

    @property
    def valid(self) -> bool:
        """Whether it allows to produce at the addresses that are left."""
        return self.standing is LicenseStanding.VALID

    @property
    def renewal_pending(self) -> bool:
        """Whether its renewal has been applied for and not decided."""
        return (self.valid or self.undecided_anew) and self.applied_on is not None

    @property
    def undecided_anew(self) -> bool:
        """Whether it expired on a refused renewal, and that refusal fell: the application is undecided again."""
        return self.standing is LicenseStanding.EXPIRED and self.applied_on is not None


class EntryKind(StrEnum):
    """What a register must show."""

    REGISTERED_ITEM = "registered_item"
    KEY_PERSON = "key_person"
    RESPONSIBLE_PERSON = "responsible_person"


class EntryStep(StrEnum):
    """How far the change of an entry has come."""

    CHANGED = "entry_changed"
    APPLIED = "entry_applied"
    DONE = "entry_done"


class Entry(Frozen):
    """A change that a register has to show: whose, since when, and whether it does."""

    number: int
    kind: EntryKind
    licensee: str
    holder: str
    province: Province
    changed_on: date
    step: EntryStep = EntryStep.CHANGED


class Restriction(Frozen):
    """The product may not be sold, used or imported, by an act of the agency of that province."""

    number: int
    what: str
    province: Province
    lifted: bool = False
