"""A dossier as YAML text. Days stay text until they are read, so that 30 February is a problem, not a crash."""

from __future__ import annotations

from collections.abc import Hashable

import yaml

from domain.dossier.dossier import Dossier
from domain.dossier.problems import DossierError, Problem
from domain.dossier.reading import parse_dossier

MOST_CHARACTERS = 1_000_000
MOST_VALUES = 50_000


class _Loader(yaml.SafeLoader):
    """Safe YAML without timestamps; a key that stands twice in one group is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="the name of a field is text", problem_mark=key.start_mark)
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
    if len(text) > MOST_CHARACTERS:
        raise DossierError((_too_large(MOST_CHARACTERS, ("characters", "个字符")),))
    try:
        data = _data(text)
    except yaml.YAMLError as error:
        raise DossierError((_not_yaml(error),)) from None
    return parse_dossier(data)


def _data(text: str) -> object:
    loader = _Loader(text)
    node = loader.get_single_node()
    if node is None:
        return None
    if _values(node, {}) > MOST_VALUES:
        raise DossierError((_too_large(MOST_VALUES, ("values", "项内容")),))
    return loader.construct_document(node)


def _values(node: yaml.Node, counted: dict[int, int]) -> int:
    """How many values the node stands for, those that it repeats by reference (`*name`) counted each time."""
    if id(node) in counted:
        return counted[id(node)]
    counted[id(node)] = MOST_VALUES + 1
    inner: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        inner = [value for _, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        inner = node.value
    counted[id(node)] = 1 + sum(_values(each, counted) for each in inner)
    return counted[id(node)]


def _too_large(most: int, noun: tuple[str, str]) -> Problem:
    return Problem(
        field="dossier",
        message_en=f"it is too large; a dossier has at most {most:,} {noun[0]}, what is repeated by reference included",
        message_zh=f"内容过大；申请资料至多 {most:,} {noun[1]}（重复引用的内容计算在内）",
    )


def _not_yaml(error: yaml.YAMLError) -> Problem:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    where = f"line {mark.line + 1}" if mark else "dossier"
    why = (error.problem if isinstance(error, yaml.MarkedYAMLError) else None) or "it cannot be read"
    return Problem(
        field=where, message_en=f"this is not valid YAML: {why}", message_zh=f"不是有效的 YAML 文件：{why}"
    )
