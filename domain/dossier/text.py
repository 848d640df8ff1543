"""A dossier as YAML text. Days stay text until they are read, so that 30 February is a problem, not a crash."""

from __future__ import annotations

import yaml

from domain.dossier.dossier import Dossier
from domain.dossier.problems import DossierError, Problem
from domain.dossier.reading import parse_dossier
from domain.handed import TooLargeError, read_yaml


def read_dossier(text: str) -> Dossier:
    """The dossier that the YAML (or JSON) text describes; `DossierError` with every problem if it cannot be read."""
    try:
        data = read_yaml(text)
    except TooLargeError as error:
        raise DossierError((_too_large(error),)) from None
    except yaml.YAMLError as error:
        raise DossierError((_not_yaml(error),)) from None
    return parse_dossier(data)


def _too_large(error: TooLargeError) -> Problem:
    en, zh = ("values", "项内容") if error.values else ("characters", "个字符")
    return Problem(
        field="dossier",
        message_en=f"it is too large; a dossier has at most {error.most:,} {en}, "
        "what is repeated by reference included",
        message_zh=f"内容过大；申请资料至多 {error.most:,} {zh}（重复引用的内容计算在内）",
    )


def _not_yaml(error: yaml.YAMLError) -> Problem:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    where = f"line {mark.line + 1}" if mark else "dossier"
    why = (error.problem if isinstance(error, yaml.MarkedYAMLError) else None) or "it cannot be read"
    return Problem(
        field=where, message_en=f"this is not valid YAML: {why}", message_zh=f"不是有效的 YAML 文件：{why}"
    )
