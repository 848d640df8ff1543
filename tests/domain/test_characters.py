from __future__ import annotations

import unicodedata
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.case.base import DocumentNo, Text
from domain.characters import visible
from domain.dossier import DossierError, parse_dossier
from domain.dossier.vocabulary import Text as DossierText
from domain.model import RECORDED
from domain.wording.template import render

PROSE: TypeAdapter[str] = TypeAdapter(Annotated[str, Text])
NUMBER: TypeAdapter[str] = TypeAdapter(Annotated[str, DocumentNo])
NAME: TypeAdapter[str] = TypeAdapter(DossierText)
ESCAPE = "a\x1b[2Jb"


class TestRefused:
    @pytest.mark.parametrize(
        "control", ["\x00", "\x07", "\x1b", "\r", "\x7f", "\x9b", "\u202e", "\u2066"], ids=ascii
    )
    @pytest.mark.parametrize("kind", [PROSE, NUMBER, NAME], ids=["prose", "number", "name"])
    def test_control(self, kind: TypeAdapter[str], control: str) -> None:
        """No text holds a character that a terminal obeys; the sentence names it."""
        with pytest.raises(ValidationError, match=f"U\\+{ord(control):04X}"):
            kind.validate_python(f"a{control}b")

    @pytest.mark.parametrize("kind", [NUMBER, NAME], ids=["number", "name"])
    @pytest.mark.parametrize("control", ["\n", "\t"], ids=ascii)
    def test_line_break_in_name(self, kind: TypeAdapter[str], control: str) -> None:
        """Names and numbers stand on one line."""
        with pytest.raises(ValidationError):
            kind.validate_python(f"a{control}b")

    @pytest.mark.parametrize("kind", [PROSE, NUMBER, NAME], ids=["prose", "number", "name"])
    def test_as_recorded(self, kind: TypeAdapter[str]) -> None:
        """What is in the ledger is read whatever it holds: a later and stricter rule makes nothing unreadable."""
        assert "a\u202eb" == kind.validate_python("a\u202eb", context=RECORDED)

    def test_line_break_in_prose(self) -> None:
        """A reason may have several lines."""
        assert "a\n\tb" == PROSE.validate_python("a\n\tb")

    def test_dossier(self) -> None:
        """A dossier is told which field holds which character, in both languages."""
        with pytest.raises(DossierError) as raised:
            parse_dossier({"product": {"name": ESCAPE}})
        (problem,) = [each for each in raised.value.problems if each.field == "product.name"]

        assert (
            "this text holds the control character U+001B; write it without",
            "此项含有控制字符 U+001B，请删除后重新填写",
        ) == (problem.message_en, problem.message_zh)


class TestVisible:
    @given(st.text())
    def test_no_control(self, text: str) -> None:
        """What is shown holds no control character, and is as long as the text."""
        shown = visible(text)

        assert (len(text), set()) == (len(shown), {c for c in shown if unicodedata.category(c) == "Cc"})

    def test_signs(self) -> None:
        """Each control character has its sign."""
        assert "a␛[31mb␊c␡�" == visible("a\x1b[31mb\nc\x7f\x9b")

    def test_lines(self) -> None:
        """Line breaks stay where lines are asked for."""
        assert "a\nb␛" == visible("a\nb\x1b", lines=True)

    def test_sentence(self) -> None:
        """A sentence stays on its line, whatever a stored text holds."""
        assert "理由：甲␊乙␛[2J" == render("理由：{reason}", {"reason": "甲\n乙\x1b[2J"}, "zh")


class TestFullStop:
    def test_sentence_goes_on(self) -> None:
        """The full stop of a text is left out where the sentence goes on, and at its end if it has none itself."""
        template = "检查发现：{findings:texts}[；理由：{reason}]"

        assert "检查发现：甲；乙；理由：丙" == render(
            template, {"findings": ("甲。", "乙。"), "reason": "丙。"}, "zh"
        )

    def test_own_full_stop(self) -> None:
        """A sentence that ends with a full stop has one."""
        assert "理由：甲。" == render("理由：{reason}。", {"reason": "甲。"}, "zh")

    def test_company(self) -> None:
        """The full stop of a company's name stays."""
        assert "A Co., Ltd.; b" == render("{texts:texts}", {"texts": ("A Co., Ltd.", "b")}, "en")

    def test_english(self) -> None:
        """The same in English."""
        assert "a; b" == render("{texts:texts}", {"texts": ("a.", "b")}, "en")
