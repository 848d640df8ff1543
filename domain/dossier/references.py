"""The names that one part of a dossier uses for another, checked on data that may itself be malformed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from domain.dossier.parts import APPLICANT
from domain.dossier.problems import Problem

Raw = Mapping[str, object]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def loose_ends(data: object) -> tuple[Problem, ...]:
    """Every id used twice, and every site or operator that nobody has; what is malformed is passed over."""
    if not isinstance(data, Mapping):
        return ()
    sites = [key for _, each in _rows(data, "sites") if isinstance(key := each.get("id"), str)]
    parties = [APPLICANT, *(key for _, each in _rows(data, "cmos") if isinstance(key := each.get("id"), str))]
    return (
        *_twice(data, "cmos"),
        *_twice(data, "sites"),
        *_places(data),
        *_unknown(data, "sites", "operator", parties, ("an operator", "生产单位")),
        *_unknown(data, "segments", "site", sites, ("a site", "场地")),
        *_unknown_in_quality_system(data, sites),
        *_unknown(data, "dispatched_staff", "site", sites, ("a site", "场地")),
        *_unknown(data, "substitute_documents", "site", sites, ("a site", "场地")),
        *_backward(data),
        *_empty(data),
    )


def _rows(data: Raw, name: str) -> Iterator[tuple[str, Raw]]:
    rows = data.get(name)
    if isinstance(rows, Sequence) and not isinstance(rows, str):
        yield from ((f"{name}[{n}]", each) for n, each in enumerate(rows) if isinstance(each, Mapping))


def _twice(data: Raw, name: str) -> Iterator[Problem]:
    seen = {APPLICANT} if name == "cmos" else set()
    for path, each in _rows(data, name):
        key = each.get("id")
        if isinstance(key, str) and key in seen:
            yield Problem(
                field=f"{path}.id",
                message_en=f"'{key}' is already in use; give each one its own id",
                message_zh=f"编号“{key}”重复；每一项须使用不同的编号",
            )
        seen.add(str(key))


def _places(data: Raw) -> Iterator[Problem]:
    applicant = data.get("applicant")
    parties = [("applicant", applicant)] if isinstance(applicant, Mapping) else []
    for path, each in (*parties, *_rows(data, "cmos"), *_rows(data, "sites")):
        country = str(each.get("country") or "CN").strip().upper()
        domestic = country in {"CN", "CHN", "CHINA", "PRC", "中国", "中华人民共和国"}
        if domestic and each.get("province") is None:
            yield Problem(
                field=f"{path}.province",
                message_en="a party or site in China needs its province: a six-digit code such as 310000",
                message_zh="境内单位或场地须填写省级行政区划代码（六位数字，如 310000）",
            )
        if not domestic and each.get("province") is not None:
            yield Problem(
                field=f"{path}.province",
                message_en=f"a place in {country} has no Chinese province code; leave the field out",
                message_zh=f"境外（{country}）单位或场地不填省级行政区划代码，请删除此项",
            )


def _unknown(data: Raw, name: str, field: str, known: list[str], noun: tuple[str, str]) -> Iterator[Problem]:
    for path, each in _rows(data, name):
        key = each.get(field)
        if isinstance(key, str) and key not in known:
            yield unknown_name(f"{path}.{field}", key, known, noun)


def _unknown_in_quality_system(data: Raw, sites: list[str]) -> Iterator[Problem]:
    system = data.get("quality_system")
    covered = system.get("sites") if isinstance(system, Mapping) else None
    if isinstance(covered, str) and covered not in ("all", *sites):
        yield unknown_name("quality_system.sites", covered, ["all", *sites], ("a site", "场地"))
    elif isinstance(covered, Sequence) and not isinstance(covered, str):
        for n, key in enumerate(covered):
            if isinstance(key, str) and key not in sites:
                yield unknown_name(f"quality_system.sites[{n}]", key, sites, ("a site", "场地"))


def unknown_name(path: str, key: str, known: Sequence[str], noun: tuple[str, str]) -> Problem:
    """A name that should be one of the known ones, with those and the nearest."""
    near = get_close_matches(key, known, n=1, cutoff=0)
    listed = ", ".join(known) or "none"
    return Problem(
        field=path,
        message_en=f"'{key}' is not {noun[0]} of this dossier (known: {listed})"
        + (f"; did you mean '{near[0]}'?" if near else ""),
        message_zh=f"“{key}”不是本申请资料中的{noun[1]}（已有：{listed}）"
        + (f"；是否为“{near[0]}”？" if near else ""),
    )


def _backward(data: Raw) -> Iterator[Problem]:
    applicant = data.get("applicant")
    parties = [("applicant", applicant)] if isinstance(applicant, Mapping) else []
    for path, party in (*parties, *_rows(data, "cmos")):
        for place, each in _rows(party, "experience"):
            since, until = each.get("since"), each.get("until")
            if _DAY.fullmatch(str(since)) and _DAY.fullmatch(str(until)) and str(until) < str(since):
                yield Problem(
                    field=f"{path}.{place}.until",
                    message_en=f"{until} lies before the period's first day, {since}",
                    message_zh=f"截止日 {until} 早于起始日 {since}",
                )


def _empty(data: Raw) -> Iterator[Problem]:
    for name, en, zh in (("sites", "site", "生产场地"), ("segments", "segment", "生产阶段")):
        if data.get(name) in ([], ()):
            yield Problem(
                field=name,
                message_en=f"a dossier names at least one {en}",
                message_zh=f"申请资料至少须列明一个{zh}",
            )
