"""The release that writes, as every event names it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def software() -> str:
    """Name and version of this release."""
    try:
        return f"fenduan {version('fenduan')}"
    except PackageNotFoundError:
        return "fenduan (not installed)"
