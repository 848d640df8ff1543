"""The events that this release cannot read: they may be just what was sealed, and yet nobody here knows what it is."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.ledger.place import Evidence
    from ledger import Envelope, Ledger, Raw

_BATCH: Final = 4096


def unread(evidence: Evidence, case: str | None, limit: int) -> list[Raw]:
    """At most so many, of a case or of all streams; of these as far as the read models have come, if there are any.

    None of a ledger that cannot be opened: what is wrong with it the audit says.
    """
    from cli.errors import CliError
    from domain.streams import CASE, SUPERVISION
    from ledger import LedgerError, Raw

    try:
        with evidence.opened() as ledger:
            if case is None:
                rows = _everywhere(evidence, ledger)
            else:
                rows = (row for kind in (CASE, SUPERVISION) for row in ledger.audit(kind + case))
            return list(islice((row for row in rows if isinstance(row, Raw)), limit))
    except (CliError, LedgerError):
        return []


def _everywhere(evidence: Evidence, ledger: Ledger) -> Iterator[Envelope | Raw]:
    """Every event that was found unreadable when it was carried; where nothing was carried, every event."""
    from cli.lists.models import opened, read

    if evidence.place.views_path.exists():
        with opened(evidence.place) as views:
            sequences = read(ledger, views).views.unread()
        for each in sequences:
            yield from ledger.notifications(each - 1, 1)
        return
    after = 0
    while rows := ledger.notifications(after, _BATCH):
        yield from rows
        after = rows[-1].sequence or 0
