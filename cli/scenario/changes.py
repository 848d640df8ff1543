"""A dossier that differs from another in a few fields, each named by its path: `cmos.0.qa_system`."""

from __future__ import annotations

from copy import deepcopy


class ChangeError(ValueError):
    """A path leads nowhere; the message names it."""


def changed(data: object, changes: object) -> object:
    """The data with these fields set; `null` takes a field away. Raises ChangeError."""
    if not isinstance(changes, dict):
        raise ChangeError("name each changed field with its path, such as `cmos.0.qa_system`")
    result = deepcopy(data)
    for path, value in changes.items():
        _set(result, str(path), deepcopy(value))
    return result


def _set(data: object, path: str, value: object) -> None:
    *way, last = path.split(".")
    for name in way:
        data = _inside(data, name, path)
    if isinstance(data, dict) and value is None:
        data.pop(last, None)
    elif isinstance(data, dict):
        data[last] = value
    elif isinstance(data, list) and last.isdecimal() and int(last) <= len(data):
        data[int(last) : int(last) + 1] = [] if value is None else [value]
    else:
        raise ChangeError(f"`{path}` leads nowhere")


def _inside(data: object, name: str, path: str) -> object:
    if isinstance(data, dict) and name in data:
        return data[name]
    if isinstance(data, list) and name.isdecimal() and int(name) < len(data):
        return data[int(name)]
    raise ChangeError(f"`{path}` leads nowhere: there is no `{name}`")
