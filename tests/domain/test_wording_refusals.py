from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from domain.actors import Role
from domain.refusals import refuse
from domain.wording import Lang, refusal_text
from domain.wording.tables import table
from tests.domain.wording_examples import placeholders
from tests.domain.wording_refusals import BY_HAND, refusals_in_the_source

every_language = pytest.mark.parametrize("lang", ["zh", "en"])


def needed(template: str) -> set[str]:
    """The fields without which the sentence has a hole."""
    return placeholders(re.sub(r"\[[^\]]*\]", "", template))


class TestRefusals:
    def test_every_code(self) -> None:
        """Every code that the engine declines with has a sentence, and no sentence is left without a code."""
        assert set(refusals_in_the_source()) | set(BY_HAND) == set(table("refusals"))

    @pytest.mark.parametrize("code", sorted(refusals_in_the_source()))
    @every_language
    def test_facts(self, code: str, lang: Lang) -> None:
        """A sentence needs only facts that are given wherever the code is used."""
        given = refusals_in_the_source()[code]
        named = {"who"} if "role" in given else set()

        assert set() == needed(table("refusals")[code][lang]) - given - named

    @pytest.mark.parametrize("code", sorted(table("refusals")))
    @every_language
    def test_whole_sentences(self, code: str, lang: Lang) -> None:
        """A refusal is two or three sentences: what is wrong, and what to do next."""
        text = re.sub(r"[\[\]]", "", table("refusals")[code][lang])
        stop = r"。" if lang == "zh" else r"\.(?: |$)"

        assert re.search(rf"{stop}$", text)
        assert 2 <= len(re.findall(stop, text)) <= 3

    @pytest.mark.parametrize("code", sorted(table("refusals")))
    @every_language
    def test_no_article(self, code: str, lang: Lang) -> None:
        """The article stands beside the sentence, never in it."""
        assert [] == re.findall(
            r"第[\d一二三四五六七八九十]+条|\bArt\b|Article", table("refusals")[code][lang]
        )

    def test_not_competent(self) -> None:
        """A refusal for want of competence names the office, the act, and who could."""
        refusal = refuse(
            "not_competent",
            (),
            role=Role.AGENCY,
            organisation="Jiangsu Medical Products Administration",
            province="320000",
            command="sign_scheme",
            competent="provincial_agency, nmpa",
            relation="concerned_agency",
        )

        assert (
            "江苏省药品监督管理局无权签署方案。"
            "有权者：省级药品监督管理部门、国家药监局，与本案的关系：生产链所涉省份的药品监督管理部门。请由有权者办理。"
        ) == refusal.zh

    def test_people_of_sites(self) -> None:
        """How many people a site has of how many is said in the reader's language."""
        refusal = refuse("set_up_incomplete", (), missing="staff", posted="wuxi: 1 of 2, pudong: 0 of 2")

        assert (True, True) == (
            "派驻人员：wuxi：1/2人、pudong：0/2人" in refusal.zh,
            "GMP: wuxi: 1 of 2, pudong: 0 of 2" in refusal.en,
        )

    def test_nobody_is_competent(self) -> None:
        """Where no table names anybody, and the actor has no province, the sentence says nothing of either."""
        nobody = {"province": "—", "competent": "—", "relation": "—"}
        refusal = refuse("not_competent", (), role=Role.NMPA, organisation="NMPA", command="submit", **nobody)

        assert "NMPA may not submit the application. Leave it to whoever is competent." == refusal.en

    def test_provinces(self) -> None:
        """A list of provinces in one fact is named one by one."""
        refusal = refuse("scheme_not_agreed", (), provinces="310000,320000")

        assert "上海市药品监督管理局、江苏省药品监督管理局" in refusal.zh

    def test_instants(self) -> None:
        """An instant in a fact is said in Chinese time."""
        refusal = refuse("receipt_in_the_future", (), received_at=datetime(2026, 3, 4, 16, 30, tzinfo=UTC))

        assert "The receipt is entered for 2026-03-05 00:30, which is still to come." in refusal.en

    def test_spans(self) -> None:
        """A shift in a fact is said in days and, where it has them, hours."""
        refusal = refuse("clock_moves_forward_only", (), shift=timedelta(hours=12), current=timedelta(days=1))

        assert "目前已拨快1天，所请求的12:00:00不大于此" in refusal.zh

    def test_no_shift_at_all(self) -> None:
        """A clock that was never moved is no days ahead."""
        refusal = refuse("clock_moves_forward_only", (), shift=timedelta(0), current=timedelta(0))

        assert "it already runs 0 days ahead, and 0 days is not more" in refusal.en

    def test_without_facts(self) -> None:
        """What a caller cannot tell is left out."""
        assert "The command is malformed. Correct it and send it again." == refusal_text(
            "malformed", "en", {}
        )

    def test_missing_fact(self) -> None:
        """A fact that is missing all the same shows as a dash: a refusal is never lost to its wording."""
        assert "Version — is not the current one. Answer version 3." == refusal_text(
            "version_outdated", "en", {"current": "3"}
        )

    def test_unknown_code(self) -> None:
        """A code that is not in the catalogue is a programming error."""
        with pytest.raises(KeyError):
            refuse("because", ())
