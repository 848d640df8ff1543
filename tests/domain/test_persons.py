"""What may name a natural person, and how names stay out of commands, events and dossiers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel

from domain.actors import SYSTEM, Actor, Role
from domain.dossier import Dossier
from domain.messages import Refusal
from domain.persons import is_name, mentioned, named, prefix_of, referred, resolved
from domain.persons.classes import unclassified
from domain.persons.messages import ERASURE, EraseName, NameErased, NamesRead, ReadNames, decide
from domain.streams import EVENTS, AnyCommand
from domain.supervision.operation import EndPosting, PostStaff
from ledger.envelope import StoredMetadata
from tests.domain.wording_examples import DOSSIER

STREAM = "supervision/FD-2025-SH-0001"
ACTOR = Actor(person="h-17", role=Role.APPLICANT, organisation="Example Pharma")
HEAD = {"command_id": "0c4a9ad9-5be2-4b02-9b0f-37d9c9c9a001", "actor": ACTOR}


def models(annotation: object) -> Iterator[type[BaseModel]]:
    """The models in an annotation, and those within them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation)
    for each in get_args(annotation):
        yield from models(each)


ALL = {
    each
    for root in (AnyCommand, ReadNames, EraseName, Dossier, StoredMetadata, *EVENTS)
    for each in models(root)
}


def refer(name: str) -> str:
    """A reference that tells which name it stands for."""
    return f"p-{name.encode().hex().ljust(16, '0')[:16]}"


class TestClasses:
    def test_every_field_has_one(self) -> None:
        """Each field of each command, event and dossier says what it holds; a new one must too."""
        missing = sorted({field for model in ALL for field in unclassified(model)})

        assert [] == missing, "say what these fields hold, in a file of domain/persons/fields/"


class TestReferences:
    @pytest.mark.parametrize("number", ["T-0131", "1024", "p-17", "js.2_b"])
    def test_personnel_numbers(self, number: str) -> None:
        """A personnel number stands for itself."""
        assert not is_name(number)

    @pytest.mark.parametrize("name", ["王芳", "Wang Fang", "Wang", "王芳2", "T-0131 (Wang)", ""])
    def test_names(self, name: str) -> None:
        """What has no digit, or more than letters and digits, is taken for a name."""
        assert is_name(name)

    def test_in_a_dossier(self) -> None:
        """Names of dispatched staff become references, also in the texts of the dossier."""
        staff = [
            {"name": "王芳", "site": "s1", "qa_experience": "接替[[李雷]]"},
            {"name": "T-2", "site": "s1"},
        ]
        read = Dossier.model_validate({**DOSSIER.model_dump(), "dispatched_staff": staff})
        assert ["dispatched_staff[0].name", "dispatched_staff[0].qa_experience"] == list(named(read))

        after = referred(read, refer)

        assert [] == list(named(after))
        assert [refer("王芳"), "T-2"] == [each.name for each in after.dispatched_staff]
        assert f"接替{refer('李雷')}" == after.dispatched_staff[0].qa_experience
        assert {refer("王芳"), refer("李雷")} == mentioned([after])

    def test_in_a_command(self) -> None:
        """Names in fields, in lists of parts, in marked text, and known ones in any text become references."""
        posted = PostStaff.model_validate(
            {
                **HEAD,
                "stream": STREAM,
                "postings": [{"person": "王芳", "site": "s1", "knows_process": True, "knows_gmp": True}],
            }
        )
        ended = EndPosting.model_validate(
            {
                **HEAD,
                "stream": STREAM,
                "person": "T-2",
                "site": "s1",
                "reason": "王芳 takes over from [[Li Lei]]",
            }
        )

        assert refer("王芳") == referred(posted, refer).postings[0].person
        assert (
            f"{refer('王芳')} takes over from {refer('Li Lei')}"
            == referred(ended, refer, {"王芳": refer("王芳")}).reason
        )

    def test_nothing_to_replace(self) -> None:
        """What names nobody stays the same object."""
        assert DOSSIER is referred(DOSSIER, refer)

    def test_told_again(self) -> None:
        """A reader who may know the name reads it in the place of the reference."""
        text = f"{refer('a')} and {refer('b')}"

        assert f"Ann and {refer('b')}" == resolved(text, {refer("a"): "Ann"})

    def test_references_of_a_case(self) -> None:
        """The references of a case begin alike, and those of another case otherwise."""
        assert prefix_of("FD-2025-SH-0001") == prefix_of("FD-2025-SH-0001") != prefix_of("FD-2025-SH-0002")


class TestErasing:
    def erasing(self, actor: Actor) -> NamesRead | NameErased | Refusal:
        """What comes of an order to erase a name."""
        order = {**HEAD, "actor": actor, "stream": "journal/Example", "person": "h-17", "reason": "asked"}
        return decide(EraseName.model_validate(order))

    def test_by_a_person(self) -> None:
        """A person orders it, with a reason and on the article that demands it."""
        assert NameErased(person="h-17", reason="asked", basis=ERASURE) == self.erasing(ACTOR)

    def test_by_the_engine(self) -> None:
        """The engine erases nobody's name by itself."""
        refusal = self.erasing(SYSTEM)

        assert isinstance(refusal, Refusal)
        assert "erased_by_nobody" == refusal.code
