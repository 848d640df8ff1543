"""The deadline register: every limit that the law was found to set is in the law files, and something runs under it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from domain.law import Law, UnknownLimitError
from domain.law.limits import Unit
from domain.law.loader import PACKAGED, read_folder
from domain.law.texts import Label

DOMAIN = PACKAGED.parent
LAW = Law.load()
DAY = date(2026, 3, 2)
"""A day on which all of them hold: before the revised Regulations, whose article on the change has not been read."""

WD, DAYS, MONTHS, YEARS = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS, Unit.YEARS
FOUND, KNOWN, TEXT = Label.FOUND, Label.GENERAL_KNOWLEDGE, Label.TEXT

LIMITS = {
    "lic.correct": (5, WD, FOUND),
    "lic.new.decide": (30, WD, FOUND),
    "lic.change.decide": (15, WD, FOUND),
    "lic.deliver": (10, WD, FOUND),
    "lic.renew.apply_before": (6, MONTHS, FOUND),
    "lic.inspect": (30, WD, FOUND),
    "lic.assess": (20, WD, FOUND),
    "lic.regitem.apply": (30, DAYS, KNOWN),
    "lic.regitem.done": (10, WD, KNOWN),
    "lic.keyperson": (30, DAYS, KNOWN),
    "lic.keyperson.vaccine": (15, DAYS, KNOWN),
    "lic.fallback": (20, WD, FOUND),
    "lic.fallback.extension": (10, WD, FOUND),
    "hearing.request": (5, WD, FOUND),
    "hearing.hold": (20, WD, FOUND),
    "hearing.notice": (7, WD, FOUND),
    "reg.accept": (5, WD, FOUND),
    "reg.maa": (200, WD, FOUND),
    "reg.maa.priority": (130, WD, FOUND),
    "reg.maa.rare": (70, WD, FOUND),
    "reg.sa": (60, WD, FOUND),
    "reg.sa.merged": (80, WD, FOUND),
    "reg.sa.inspection": (200, WD, FOUND),
    "reg.supplement": (80, WD, FOUND),
    "reg.explain": (5, WD, FOUND),
    "reg.inspect.report_before": (40, WD, FOUND),
    "reg.inspect.notify": (40, WD, KNOWN),
    "reg.test": (60, WD, KNOWN),
    "reg.test.standard": (90, WD, KNOWN),
    "reg.dissent": (15, WD, FOUND),
    "reg.expert": (50, WD, KNOWN),
    "reg.decide": (20, WD, FOUND),
    "reg.deliver": (10, WD, FOUND),
    "chg.filing.publish": (5, WD, FOUND),
    "chg.filing.check": (30, WD, FOUND),
    "chg.class.reply": (20, WD, FOUND),
    "chg.implement": (6, MONTHS, FOUND),
    "ann134.rectify": (1, YEARS, FOUND),
    "resp.person.change": (15, WD, FOUND),
    "gmp.inspection": (1, YEARS, TEXT),
    "rec.apply": (60, DAYS, FOUND),
    "rec.decide": (60, DAYS, FOUND),
    "lit.after_rec": (15, DAYS, FOUND),
    "lit.direct": (6, MONTHS, FOUND),
}
"""The register: number, unit, and how sure the number is."""

SHARES = {
    "reg.supplement.growth": (1, 3, KNOWN),
    "reg.supplement.growth.priority": (1, 4, KNOWN),
    "reg.extend": (1, 2, KNOWN),
}
"""Those that are parts of another limit."""

NO_TIMER = ("pilot.preselect", "pilot.gov", "pilot.nmpa")
"""For these no text sets a limit."""

NOT_STARTED = {
    "lic.correct": "the one notice of correction comes within the formal check, which runs as lic.accept: the same"
    " five working days of the same article, at whose end the application is deemed accepted",
    "bar.fraud.general": "for drugs bar.fraud displaces it; it is kept to say so",
}
"""The limits under which nothing runs, each with the reason."""


class Named(NamedTuple):
    """A text in the code, or one with gaps; and the module's own name for it, if it has one."""

    text: str | re.Pattern[str]
    constant: str | None = None

    def means(self, key: str) -> bool:
        """Whether that limit is named."""
        return self.text == key if isinstance(self.text, str) else self.text.fullmatch(key) is not None


class TestRegister:
    @pytest.mark.parametrize("key", LIMITS)
    def test_limit(self, key: str) -> None:
        """A limit of the register is in the law files with its number, its unit, and how sure that is."""
        limit = LAW.on(DAY).limit(key)

        assert LIMITS[key] == (limit.n, limit.unit, limit.label)

    @pytest.mark.parametrize("key", SHARES)
    def test_share(self, key: str) -> None:
        """A part of a limit is in the law files as the register has it."""
        share = LAW.on(DAY).share(key)

        assert SHARES[key] == (share.numerator, share.denominator, share.label)

    def test_backwards(self) -> None:
        """Of the limits of the register three are counted back from their event."""
        back = {key for key in LIMITS if LAW.on(DAY).limit(key).direction == "before"}

        assert {"lic.renew.apply_before", "hearing.notice", "reg.inspect.report_before"} == back

    @pytest.mark.parametrize("key", NO_TIMER)
    def test_none_found(self, key: str) -> None:
        """Where no text sets a limit the law files have none."""
        with pytest.raises(UnknownLimitError):
            LAW.on(DAY).limit(key)


class TestNoDeadLimits:
    def test_all(self) -> None:
        """Under every limit in the law files something runs, but for those that are named with their reason."""
        assert set(NOT_STARTED) == {key for key in _packaged() if not _used(key, _named())}

    def test_it_can_fail(self) -> None:
        """A limit that no code names, or names without asking for it, is found."""
        assert not _used("lic.tomorrow", _named())
        assert not _used("lic.tomorrow", (Named("lic.tomorrow", "NEVER_ASKED_FOR"),))
        assert _used("lic.tomorrow", (Named("lic.tomorrow"),))


def _packaged() -> set[str]:
    """Every limit and share of every file."""
    files = [file.value for file in read_folder(PACKAGED).limits]
    return {text.key for file in files for text in file.limits} | {
        share.key for file in files for share in file.shares
    }


def _used(key: str, named: Iterable[Named]) -> bool:
    """Whether the code or the table of duties names it, and asks for the name that it gives it."""
    return any(each.means(key) and (each.constant is None or each.constant in _asked_for()) for each in named)


@cache
def _named() -> tuple[Named, ...]:
    """The texts in the code of the domain, and the lengths in its table of duties."""
    return (*_in_the_code(), *_in_the_duties())


def _in_the_code() -> Iterator[Named]:
    for tree in _trees():
        constants = dict(_constants(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield Named(node.value, constants.get(node))
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                yield Named(re.compile("".join(map(_gap, node.values))))


def _in_the_duties() -> Iterator[Named]:
    for file in read_folder(PACKAGED).duties:
        for duty in file.value.duties:
            yield from (Named(key) for key in (duty.within, *(step.after for step in duty.chain)) if key)


def _gap(piece: ast.expr) -> str:
    """A piece of a text with gaps: as it stands, or whatever may stand there."""
    return re.escape(str(piece.value)) if isinstance(piece, ast.Constant) else r"[a-z0-9_.]*"


def _constants(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """The texts that a module gives a name, each with it."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield from (
                (text, node.targets[0].id) for text in ast.walk(node.value) if isinstance(text, ast.Constant)
            )
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            values = node.value.elts if isinstance(node.value, ast.Tuple) else ()
            for name, value in zip(node.targets[0].elts, values, strict=False):
                if isinstance(name, ast.Name):
                    yield value, name.id


@cache
def _asked_for() -> frozenset[str]:
    """Every name that the code of the domain reads."""
    nodes = [node for tree in _trees() for node in ast.walk(tree)]
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return frozenset(names | {node.attr for node in nodes if isinstance(node, ast.Attribute)})


@cache
def _trees() -> tuple[ast.Module, ...]:
    """The code of the domain, but for that which only reads, explains or says."""
    files = (each for each in sorted(DOMAIN.rglob("*.py")) if not _apart(each))
    return tuple(ast.parse(each.read_text("utf-8")) for each in files)


def _apart(file: Path) -> bool:
    return file.relative_to(DOMAIN).parts[0] in {"law", "wording", "explain", "whatif"}
