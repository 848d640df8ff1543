"""A dossier as YAML text. Days stay text until they are read, so that 30 February is a problem, not a crash."""

from __future__ import annotations

from collections.abc import Hashable

import yaml

from domain.dossier.dossier import Dossier
from domain.dossier.problems import DossierError, Problem
from domain.dossier.reading import parse_dossier


class _Loader(yaml.SafeLoader):
    """Safe YAML without timestamps; a key that stands twice in one group is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the field '{key.value}' stands twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_dossier(text: str) -> Dossier:
    """The dossier that the YAML (or JSON) text describes; `DossierError` with every problem if it cannot be read."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506, a safe loader
    except yaml.YAMLError as error:
        raise DossierError((_not_yaml(error),)) from None
    return parse_dossier(data)


def _not_yaml(error: yaml.YAMLError) -> Problem:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    where = f"line {mark.line + 1}" if mark else "dossier"
    why = (error.problem if isinstance(error, yaml.MarkedYAMLError) else None) or "it cannot be read"
    return Problem(
        field=where, message_en=f"this is not valid YAML: {why}", message_zh=f"不是有效的 YAML 文件：{why}"
    )
