"""Older shapes of an event's content, brought step by step to the shape that this release reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

JsonBody: TypeAlias = dict[str, object]
Upcast: TypeAlias = Callable[[JsonBody], JsonBody]
"""From the content at one schema version to the content at the next; pure, and never edited once released."""

UPCASTS: Final[Mapping[tuple[str, int], Upcast]] = {}
"""By topic and the version that the step starts from."""


def upcast(
    topic: str,
    body: JsonBody,
    *,
    stored: int,
    current: int,
    steps: Mapping[tuple[str, int], Upcast] = UPCASTS,
) -> JsonBody:
    """The body at the current version. Raises ValueError where a step is missing or the body is newer."""
    if stored > current:
        raise ValueError(f"schema version {stored} is newer than {current}, which this release reads")
    for version in range(stored, current):
        step = steps.get((topic, version))
        if step is None:
            raise ValueError(f"no step leads from schema version {version} of {topic} to {version + 1}")
        body = step(body)
    return body
