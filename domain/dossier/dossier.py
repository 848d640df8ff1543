"""The application as a whole, and the questions that the procedure asks of it."""

from __future__ import annotations

from typing import Self

from pydantic import ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from domain.dossier.parts import (
    APPLICANT,
    Applicant,
    Cmo,
    DispatchedStaff,
    Document,
    DomesticAgent,
    OptionalCompensation,
    Product,
    QualitySystem,
    Segment,
    SegmentationStudies,
    Site,
    SubstituteDocument,
    Vaccine,
)
from domain.dossier.references import loose_ends
from domain.dossier.vocabulary import Announcement134Item, Channel, Instant, Stage, Text
from domain.model import RECORDED, Frozen, Province

OUTSIDE_MAINLAND = frozenset({"710000", "810000", "820000"})
"""Taiwan, Hong Kong and Macao: not addressees of the plan, treated as outside the licensing area."""

STATED_ON_THE_HOLDERS_LICENSE = (Stage.DRUG_SUBSTANCE, Stage.DRUG_PRODUCT)
"""The stages whose addresses stand on the holder's own license as well (plan/licensing)."""


class Licensee(Frozen):
    """A mainland enterprise that needs a Drug Manufacturing License for this chain.

    `stages` are those it makes itself; `entrusted` those made under entrustment: by others for the applicant,
    by itself for a manufacturer. `addresses` are the ones its license has to show.
    """

    id: str
    name: str
    province: Province
    is_applicant: bool
    stages: tuple[Stage, ...]
    addresses: tuple[str, ...]
    entrusted: tuple[Stage, ...]


class Dossier(Frozen):
    """An application for segmented production, complete enough to be read, not yet judged."""

    submitted_at: Instant
    channel: Channel | None = None
    receipt: Text | None = None
    product: Product
    applicant: Applicant
    cmos: tuple[Cmo, ...] = ()
    sites: tuple[Site, ...]
    segments: tuple[Segment, ...]
    quality_system: QualitySystem = QualitySystem()
    compensation: OptionalCompensation = None
    dispatched_staff: tuple[DispatchedStaff, ...] = ()
    announcement_134_item: Announcement134Item | None = None
    written_confirmation: bool | None = None
    vaccine: Vaccine = Vaccine()
    substitute_documents: tuple[SubstituteDocument, ...] = ()
    segmentation_studies: SegmentationStudies = SegmentationStudies()
    documents: tuple[Document, ...] = ()

    @model_validator(mode="after")
    def _whole(self, info: ValidationInfo) -> Self:
        """Every name that one part uses for another is known: checked once, before it is recorded."""
        if info.context is RECORDED:
            return self
        if problems := loose_ends(self.model_dump(mode="json")):
            raise PydanticCustomError("dossier_loose_ends", "{text}", {"text": problems[0].message_en})
        return self

    def site(self, site: str) -> Site:
        """The site of that id; `KeyError` if there is none."""
        for each in self.sites:
            if each.id == site:
                return each
        raise KeyError(site)

    def cmo(self, cmo: str) -> Cmo:
        """The entrusted manufacturer of that id; `KeyError` if there is none."""
        return {each.id: each for each in self.cmos}[cmo]

    def parties(self) -> tuple[Applicant | DomesticAgent | Cmo, ...]:
        """Every enterprise of the dossier: the applicant, its domestic agent, the entrusted manufacturers."""
        agent = self.applicant.domestic_agent
        return (self.applicant, *((agent,) if agent else ()), *self.cmos)

    def operator(self, segment: Segment) -> str:
        """Who makes that segment: `applicant` or the id of an entrusted manufacturer."""
        return self.site(segment.site).operator

    def stages_of(self, operator: str) -> tuple[Stage, ...]:
        """The stages that this party makes, in order of production, each once."""
        made = {each.stage for each in self.segments if self.operator(each) == operator}
        return tuple(stage for stage in Stage if stage in made)

    def entrusted(self) -> tuple[Segment, ...]:
        """The segments that somebody other than the applicant makes."""
        return tuple(each for each in self.segments if self.operator(each) != APPLICANT)

    def chain(self) -> tuple[Cmo, ...]:
        """The entrusted manufacturers that make at least one segment."""
        return tuple(each for each in self.cmos if self.stages_of(each.id))

    def used_sites(self) -> tuple[Site, ...]:
        """The sites that make at least one segment."""
        used = {each.site for each in self.segments}
        return tuple(each for each in self.sites if each.id in used)

    def applicant_province(self) -> Province | None:
        """The province whose agency takes the case; none for an applicant and agent both outside mainland China."""
        applicant = self.applicant
        if in_mainland(applicant.country, applicant.province):
            return Province(str(applicant.province))
        agent = applicant.domestic_agent
        return Province(agent.province) if agent and in_mainland("CN", agent.province) else None

    def provinces(self) -> tuple[Province, ...]:
        """Every mainland province concerned, in order of its code."""
        parties: tuple[Cmo | Site, ...] = (*self.used_sites(), *self.chain())
        places = [(each.country, each.province) for each in parties]
        here = self.applicant_province()
        concerned = {
            Province(str(province)) for country, province in places if in_mainland(country, province)
        }
        return tuple(sorted(concerned | ({here} if here else set())))

    def licensees(self) -> tuple[Licensee, ...]:
        """The mainland applicant, then each mainland manufacturer that makes a segment in mainland China."""
        found = [self._applicant_as_licensee()] if _lies_in_mainland(self.applicant) else []
        return (*found, *(self._as_licensee(each) for each in self.chain() if self._makes_here(each)))

    def _makes_here(self, cmo: Cmo) -> bool:
        return _lies_in_mainland(cmo) and any(
            each.operator == cmo.id and _lies_in_mainland(each) for each in self.used_sites()
        )

    def _addresses(self, segments: tuple[Segment, ...]) -> tuple[str, ...]:
        sites = [self.site(each.site) for each in segments]
        return tuple(dict.fromkeys(each.address for each in sites if _lies_in_mainland(each)))

    def _applicant_as_licensee(self) -> Licensee:
        shown = tuple(
            each
            for each in self.segments
            if each.stage in STATED_ON_THE_HOLDERS_LICENSE or self.operator(each) == APPLICANT
        )
        given_away = {each.stage for each in self.entrusted()}
        return Licensee(
            id=APPLICANT,
            name=self.applicant.name,
            province=Province(str(self.applicant.province)),
            is_applicant=True,
            stages=self.stages_of(APPLICANT),
            addresses=self._addresses(shown),
            entrusted=tuple(stage for stage in Stage if stage in given_away),
        )

    def _as_licensee(self, cmo: Cmo) -> Licensee:
        own = tuple(each for each in self.segments if self.operator(each) == cmo.id)
        stages = self.stages_of(cmo.id)
        return Licensee(
            id=cmo.id,
            name=cmo.name,
            province=Province(str(cmo.province)),
            is_applicant=False,
            stages=stages,
            addresses=self._addresses(own),
            entrusted=stages,
        )


def in_mainland(country: str, province: str | None) -> bool:
    """Whether a place lies in the mainland licensing area."""
    return country == "CN" and province is not None and province not in OUTSIDE_MAINLAND


def _lies_in_mainland(party: Applicant | Cmo | Site) -> bool:
    return in_mainland(party.country, party.province)
