from __future__ import annotations

import copy
import re
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from domain.dossier import Dossier, DossierError, Stage, parse_dossier, read_dossier
from domain.model import SHANGHAI

SAMPLES = Path(__file__).parents[2] / "scenarios" / "dossiers"
TEXT = (SAMPLES / "withdrawn_antibody.yaml").read_text()


def data() -> dict[str, dict[str, object]]:
    """A dossier that reads well."""
    return copy.deepcopy(yaml.safe_load(TEXT))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def places(node: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of everything inside."""
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [found for step, inner in steps for found in [(*path, step), *places(inner, (*path, step))]]


PLACES = places(yaml.safe_load(TEXT))


def problems(changed: object) -> dict[str, str]:
    """What is wrong with it, by field."""
    with pytest.raises(DossierError) as raised:
        parse_dossier(changed)
    assert all(each.message_zh for each in raised.value.problems)
    return {each.field: each.message_en for each in raised.value.problems}


class TestReading:
    def test_round_trip(self) -> None:
        """A dossier comes back the same from its own JSON."""
        dossier = read_dossier(TEXT)

        assert dossier == Dossier.model_validate_json(dossier.model_dump_json())

    def test_no_zone(self) -> None:
        """An instant without a zone is in Asia/Shanghai."""
        assert datetime(2025, 6, 10, 9, 30, tzinfo=SHANGHAI) == read_dossier(TEXT).submitted_at

    def test_number_as_province(self) -> None:
        """A province code written as a number is read as the code."""
        assert "310000" == read_dossier(TEXT).applicant.province

    def test_bare_agreement(self) -> None:
        """An agreement written as a day is one signed on that day."""
        changed = yaml.safe_load(TEXT)
        changed["cmos"][0]["quality_agreement"] = "2025-03-03"
        agreement = parse_dossier(changed).cmos[0].quality_agreement

        assert agreement is not None
        assert date(2025, 3, 3) == agreement.signed_on


class TestProblems:
    def test_unknown_field(self) -> None:
        """An unknown field names the nearest known one, wherever it stands."""
        changed = yaml.safe_load(TEXT)
        changed["product"]["inovative"] = True
        changed["cmos"][0]["qa_sytem"] = True

        assert {
            "product.inovative": "there is no such field; the nearest known one is 'innovative'",
            "cmos[0].qa_sytem": "there is no such field; the nearest known one is 'qa_system'",
        } == problems(changed)

    @pytest.mark.parametrize(
        ("province", "nearest"), [("320001", "320000"), ("Jiangsu", "320000"), ("上海", "310000")]
    )
    def test_unknown_province(self, province: str, nearest: str) -> None:
        """An unknown province says the form of the code and the nearest one."""
        changed = data()
        changed["applicant"]["province"] = province
        found = problems(changed)

        assert ["applicant.province"] == list(found)
        assert "six-digit GB/T 2260 code" in found["applicant.province"]
        assert f"The nearest is {nearest}" in found["applicant.province"]

    def test_no_date(self) -> None:
        """A day that does not exist says which form is allowed."""
        found = problems(yaml.safe_load(TEXT.replace("since: 2020-05-18", "since: '2020-02-30'")))

        assert "write a calendar day as YYYY-MM-DD" in found["cmos[0].experience[0].since"]

    def test_no_date_in_text(self) -> None:
        """The same in a file: the calendar is checked by us, not by the reader of the file."""
        with pytest.raises(DossierError, match="'2025-02-30T10:00' is not an instant"):
            read_dossier(TEXT.replace("2025-06-10T09:30", "2025-02-30T10:00"))

    def test_closed_list(self) -> None:
        """A value outside a closed list is answered with the list and the nearest value."""
        changed = data()
        changed["product"]["origin"] = "licensed"
        message = problems(changed)["product.origin"]

        assert "'licensed' is not one of: self_developed, licensed_in, co_developed" in message
        assert message.endswith("did you mean 'licensed_in'?")

    def test_unknown_site(self) -> None:
        """A segment at a site that nobody has names the sites there are."""
        changed = yaml.safe_load(TEXT)
        changed["segments"][1]["site"] = "sz-boi"

        assert "did you mean 'sz-bio'?" in problems(changed)["segments[1].site"]

    def test_everything_at_once(self) -> None:
        """Whatever is wrong is said in one go, in the order of the fields found."""
        changed = yaml.safe_load(TEXT)
        changed["product"]["kind"] = "antibodies"
        changed["applicant"]["colour"] = "red"
        changed["cmos"][0]["province"] = "999999"
        changed["cmos"][0]["experience"][0]["until"] = "2019-01-01"
        changed["sites"][0]["operator"] = "nobody"
        changed["segments"][0]["stage"] = "brewing"
        changed["dispatched_staff"][0]["knows_gmp"] = "perhaps"
        del changed["product"]["name"]

        assert {
            "product.name",
            "product.kind",
            "applicant.colour",
            "cmos[0].province",
            "cmos[0].experience[0].until",
            "sites[0].operator",
            "segments[0].stage",
            "dispatched_staff[0].knows_gmp",
        } == set(problems(changed))

    def test_places(self) -> None:
        """A party in China needs its province, and one abroad has none."""
        changed = data()
        del changed["applicant"]["province"]
        changed["cmos"][0]["country"] = "JP"  # type: ignore[index]

        assert {"applicant.province", "cmos[0].province"} == set(problems(changed))

    @pytest.mark.parametrize("given", [None, [], "text", {}])
    def test_no_dossier_at_all(self, given: object) -> None:
        """What is no dossier at all is a problem, not a crash."""
        assert problems(given)

    @given(place=st.sampled_from(PLACES), value=JSON)
    def test_anything_anywhere(self, place: tuple[str | int, ...], value: object) -> None:
        """Whatever stands in any field, it is read or answered with problems, never a crash."""
        changed = yaml.safe_load(TEXT)
        node = changed
        for step in place[:-1]:
            node = node[step]
        node[place[-1]] = value

        answered = True
        try:
            parse_dossier(changed)
        except DossierError as error:
            answered = all(each.field and each.message_en and each.message_zh for each in error.problems)

        assert answered

    def test_twice(self) -> None:
        """A field that stands twice in a file is refused with its line."""
        with pytest.raises(DossierError, match=r"line 3: .*'channel' stands twice"):
            read_dossier("submitted_at: 2025-01-01\nchannel: online\nchannel: online\n")


class TestQuestions:
    def test_provinces(self) -> None:
        """Every mainland province of a party or site counts, in order of its code."""
        assert ("310000", "320000") == read_dossier(TEXT).provinces()

    def test_licensees(self) -> None:
        """The holder's license shows both addresses, the manufacturer's its own."""
        holder, filler = read_dossier(TEXT).licensees()

        assert ((Stage.DRUG_SUBSTANCE,), (Stage.DRUG_PRODUCT,), 2) == (
            holder.stages,
            holder.entrusted,
            len(holder.addresses),
        )
        assert ("fill-sz", "320000", 1) == (filler.id, filler.province, len(filler.addresses))

    def test_overseas_applicant(self) -> None:
        """An overseas applicant is taken where its agent is, and needs no license itself."""
        changed = data()
        changed["applicant"] |= {"country": "JP", "domestic_agent": {"name": "Agent", "province": "110000"}}
        del changed["applicant"]["province"]
        dossier = parse_dossier(changed)

        assert "110000" == dossier.applicant_province()
        assert ["fill-sz"] == [each.id for each in dossier.licensees()]

    def test_three_licensees(self) -> None:
        """The enzyme's chain has three licensees in two provinces."""
        dossier = read_dossier((SAMPLES / "cross_province_enzyme.yaml").read_text())

        assert ["applicant", "wuxi-ds", "fill-sh"] == [each.id for each in dossier.licensees()]
        assert ("310000", "320000") == dossier.provinces()


class TestWhatNoDossierIs:
    """Text that would keep the reader busy, or break it, is answered like every other mistake."""

    @pytest.mark.parametrize(
        ("added", "field", "said"),
        [
            ("? [a, b]\n: c\n", "line", "the name of a field is text"),
            ("5: c\n", "[5]", "is not the name of a field"),
            ('"\\ud800": c\n', "dossier", "\ufffd"),
            ('channel: "\\ud800"\n', "channel", "\ufffd"),
            ("documents: &d [*d]\n", "dossier", "too large"),
            ("# " + "x" * 1_000_000, "dossier", "1,000,000 characters"),
        ],
    )
    def test_text(self, added: str, field: str, said: str) -> None:
        """What is wrong is said in one sentence at its place."""
        with pytest.raises(DossierError) as raised:
            read_dossier(TEXT.replace("channel: online\n", "") + added)

        assert raised.value.problems[0].field.startswith(field)
        assert said in raised.value.problems[0].message_en

    def test_repeated_by_reference(self) -> None:
        """Lists of lists by reference grow a thousandfold with each line; they are counted before they are built."""
        lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12))]
        with pytest.raises(DossierError) as raised:
            read_dossier("\n".join(lines))

        assert "at most 50,000 values" in raised.value.problems[0].message_en

    def test_a_reference_is_taken(self) -> None:
        """One agreement may stand for another by reference."""
        text = TEXT.replace("quality_agreement: {", "quality_agreement: &both {", 1)
        text = re.sub(r"entrustment_agreement: \{.*\}", "entrustment_agreement: *both", text, count=1)
        cmo = read_dossier(text).cmos[0]

        assert cmo.quality_agreement == cmo.entrustment_agreement

    @pytest.mark.parametrize("given", ["20250610", "2025-W24-2", "0001-01-01", "9999-12-31", 20260610])
    def test_day(self, given: object) -> None:
        """A day has one form, in which two can be compared as they stand."""
        changed = data()
        changed["cmos"][0]["experience"][0]["since"] = given  # type: ignore[index]

        assert ["cmos[0].experience[0].since"] == list(problems(changed))

    @pytest.mark.parametrize("given", ["9999-12-31T23:59-12:00", "0001-01-01T00:00+14:00"])
    def test_instant(self, given: str) -> None:
        """An instant for which there is no day in China is none."""
        changed = data()
        changed["submitted_at"] = given  # type: ignore[assignment]

        assert ["submitted_at"] == list(problems(changed))

    def test_item_of_the_announcement(self) -> None:
        """The number of an item may be text; a yes is no number."""
        assert 2 == parse_dossier({**data(), "announcement_134_item": "2"}).announcement_134_item
        assert "1, 2, 3, 4" in problems({**data(), "announcement_134_item": True})["announcement_134_item"]

    def test_all_misspelled(self) -> None:
        """What stands in place of `all` is answered once, and `all` is offered."""
        changed = data()
        changed["quality_system"] |= {"sites": "al", "stages": "alll"}
        found = problems(changed)

        assert {"quality_system.sites", "quality_system.stages[0]"} == set(found)
        assert all("did you mean 'all'?" in each for each in found.values())
