"""From data to a dossier, with everything that is wrong said in one go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.dossier.dossier import Dossier
from domain.dossier.problems import DossierError, Problem
from domain.dossier.references import loose_ends
from domain.law import Law


def parse_dossier(data: object) -> Dossier:
    """The dossier that the data describes.

    Raises `DossierError` with every problem: unknown fields with the nearest known one, values outside a
    closed list with the list, days and provinces with the form that is allowed.
    """
    try:
        dossier, problems = Dossier.model_validate(data), []
    except ValidationError as error:
        found = [each for each in error.errors() if not _is_loose_end(each) and _ALL not in each["loc"]]
        dossier, problems = None, [_problem(each) for each in found]
    problems += [*loose_ends(data), *_unknown_provinces(data)]
    if dossier is None or problems:
        raise DossierError(tuple({each.field: each for each in reversed(problems)}.values())[::-1])
    return dossier


_ALL = "literal['all']"
"""Where a list of names may be `all` instead: that it is not is said once, with the names."""


def _is_loose_end(error: ErrorDetails) -> bool:
    """These are found again on the data itself, all of them and with their fields."""
    return error["type"] == "dossier_loose_ends"


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        elif not step.startswith(("tuple[", "function-")):
            path += f".{step}" if path else step
    return path or "dossier"


def _problem(error: ErrorDetails) -> Problem:
    en, zh = _sentences(error)
    return Problem(field=_path(error["loc"]), message_en=en, message_zh=zh)


def _sentences(error: ErrorDetails) -> tuple[str, str]:
    given = error["input"]
    match error["type"]:
        case "extra_forbidden":
            return _unknown_field(error["loc"])
        case "missing":
            return "this field is needed", "缺少此项"
        case "enum" | "literal_error":
            return _not_in_list(given, error)
        case "dossier_day":
            return (
                f"'{given}' is not a day; write a calendar day as YYYY-MM-DD, such as 2025-06-10 (years 1900 to 2999)",
                f"“{given}”不是有效日期；请按 YYYY-MM-DD 填写，例如 2025-06-10（1900 至 2999 年）",
            )
        case "dossier_instant":
            form = "YYYY-MM-DDThh:mm, such as 2025-06-10T09:30 (Asia/Shanghai unless a zone is given)"
            return (
                f"'{given}' is not an instant; write {form}",
                f"“{given}”不是有效时刻；请按 YYYY-MM-DDThh:mm 填写，例如 2025-06-10T09:30（未注明时区的按北京时间）",
            )
        case "dossier_country":
            return (
                f"'{given}' is not a country; write two letters (ISO 3166-1), such as CN, JP or US",
                f"“{given}”不是有效国家代码；请填写两位字母代码（ISO 3166-1），如 CN、JP、US",
            )
        case "dossier_province":
            return _not_a_province(given)
        case "string_pattern_mismatch":
            return (
                f"'{given}' is not a SHA-256 digest: 64 characters, 0-9 and a-f",
                f"“{given}”不是 SHA-256 摘要（64 位 0-9、a-f）",
            )
        case "control_character":
            code = error.get("ctx", {}).get("code", "")
            return (
                f"this text holds the control character {code}; write it without",
                f"此项含有控制字符 {code}，请删除后重新填写",
            )
        case kind:
            return _wrong_type(kind, given, error["msg"])


_TYPES = {
    "bool": ("true or false", "true 或 false"),
    "string": ("text of 1 to 400 characters", "1 至 400 字的文字"),
    "tuple": ("a list", "列表"),
    "model": ("a group of fields", "一组字段"),
    "dict": ("a group of fields", "一组字段"),
    "invalid": ("the name of a field, which is text", "字段名（文字）"),
}


def _wrong_type(kind: str, given: object, message: str) -> tuple[str, str]:
    wanted = _TYPES.get(kind.split("_", 1)[0])
    if wanted is None:
        return f"{message} (given: {_short(given)})", f"内容不符合要求（填写的是：{_short(given)}）"
    return f"{_short(given)} is not {wanted[0]}", f"{_short(given)} 不符合要求，应为{wanted[1]}"


def _short(given: object) -> str:
    text = "nothing" if given is None else str(given)
    return f"'{text[:60]}'"


def _not_in_list(given: object, error: ErrorDetails) -> tuple[str, str]:
    allowed = re.findall(r"'([^']+)'|(\d+)", str(error.get("ctx", {}).get("expected", "")))
    values = [text or number for text, number in allowed]
    if error["loc"][0] == "quality_system":
        values = ["all", *values]
    near = get_close_matches(str(given), values, n=1)
    listed = ", ".join(values)
    return (
        f"{_short(given)} is not one of: {listed}" + (f"; did you mean '{near[0]}'?" if near else ""),
        f"{_short(given)} 不在可选值之列：{listed}" + (f"；是否为“{near[0]}”？" if near else ""),
    )


def _unknown_field(location: tuple[int | str, ...]) -> tuple[str, str]:
    known = sorted(_fields_at(location[:-1]))
    near = get_close_matches(str(location[-1]), known, n=1, cutoff=0)
    if not near:
        return "there is no such field", "没有此字段"
    return (
        f"there is no such field; the nearest known one is '{near[0]}'",
        f"没有此字段；最接近的字段是“{near[0]}”",
    )


def _fields_at(location: tuple[int | str, ...]) -> set[str]:
    model: type[BaseModel] | None = Dossier
    for step in location:
        if model is not None and isinstance(step, str) and step in model.model_fields:
            model = next(_models(model.model_fields[step].annotation), None)
    return set(model.model_fields) if model is not None else set()


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from _models(each)


@cache
def _province_names() -> Mapping[str, str]:
    """Every code, name and letters of a division, to its code."""
    names: dict[str, str] = {}
    for code, division in Law.load().divisions.items():
        for name in (code, division.zh, division.en, division.letters, division.zh.rstrip("省市")):
            names[str(name).lower()] = str(code)
    return names


def _not_a_province(given: object) -> tuple[str, str]:
    near = get_close_matches(str(given).strip().lower(), _province_names(), n=1, cutoff=0)
    code = _province_names()[near[0]] if near else "310000"
    division = {str(key): each for key, each in Law.load().divisions.items()}[code]
    form = "its six-digit GB/T 2260 code (660000 for the Xinjiang Production and Construction Corps)"
    form_zh = "GB/T 2260 六位代码（新疆生产建设兵团为 660000）"
    return (
        f"'{given}' is not a province; write {form}. The nearest is {code} ({division.en})",
        f"“{given}”不是省级行政区划代码；请填写 {form_zh}。最接近的是 {code}（{division.zh}）",
    )


def _unknown_provinces(data: object, path: str = "") -> Iterator[Problem]:
    """Codes of the right form that no division has."""
    if isinstance(data, Mapping):
        for key, each in data.items():
            place = f"{path}.{key}" if path else str(key)
            if key == "province" and re.fullmatch(r"\d{6}", str(each)) and str(each) not in _province_names():
                en, zh = _not_a_province(each)
                yield Problem(field=place, message_en=en, message_zh=zh)
            yield from _unknown_provinces(each, place)
    elif isinstance(data, list | tuple):
        for n, each in enumerate(data):
            yield from _unknown_provinces(each, f"{path}[{n}]")
