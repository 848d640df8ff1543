"""The way of the product between sites: which site sends to which, by the stages of the dossier."""

from __future__ import annotations

from collections.abc import Iterator

from domain.dossier import Dossier, Stage
from domain.model import Frozen

JOINED_IN_CONJUGATION = (Stage.DRUG_SUBSTANCE, Stage.LINKER_PAYLOAD)
"""The two that a conjugation joins: neither is made from the other."""


class Leg(Frozen):
    """One transport between two sites of the chain."""

    from_site: str
    to_site: str

    def __str__(self) -> str:
        """As people write it."""
        return f"{self.from_site} → {self.to_site}"


def legs(dossier: Dossier) -> tuple[Leg, ...]:
    """Every transport of the chain, each once, in order of production; none within one site."""
    return tuple(dict.fromkeys(_legs(dossier)))


def _legs(dossier: Dossier) -> Iterator[Leg]:
    made = [stage for stage in Stage if any(each.stage is stage for each in dossier.segments)]
    for stage in made:
        following = _next(stage, made)
        for sender in (each.site for each in dossier.segments if each.stage is stage):
            for receiver in (each.site for each in dossier.segments if each.stage is following):
                if sender != receiver:
                    yield Leg(from_site=sender, to_site=receiver)


def _next(stage: Stage, made: list[Stage]) -> Stage | None:
    later = made[made.index(stage) + 1 :]
    if stage in JOINED_IN_CONJUGATION:
        later = [each for each in later if each not in JOINED_IN_CONJUGATION]
    return later[0] if later else None
