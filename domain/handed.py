"""YAML or JSON that somebody hands in: days stay text, no field stands twice, and nothing multiplies by reference."""

from __future__ import annotations

from collections.abc import Hashable

import yaml

MOST_CHARACTERS = 1_000_000
MOST_VALUES = 50_000


class _Loader(yaml.SafeLoader):
    """Safe YAML without timestamps; a key that stands twice in one group is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 - as the base has it
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


class TooLargeError(yaml.YAMLError):
    """More of it than is read: `most` characters, or values where `values` is set, repeated ones included."""

    def __init__(self, most: int, *, values: bool) -> None:
        super().__init__(f"more than {most} {'values' if values else 'characters'}")
        self.most = most
        self.values = values


def read_yaml(text: str) -> object:
    """What the text describes. Raises yaml.YAMLError, TooLargeError among them."""
    if len(text) > MOST_CHARACTERS:
        raise TooLargeError(MOST_CHARACTERS, values=False)
    loader = _Loader(text)
    node = loader.get_single_node()
    if node is None:
        return None
    if _values(node, {}) > MOST_VALUES:
        raise TooLargeError(MOST_VALUES, values=True)
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
