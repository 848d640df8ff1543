"""`fenduan worker`: the same as `python worker.py`."""

from __future__ import annotations


def work() -> None:
    """Host workflows and activities until SIGTERM, then finish what is under way and stop.

    Settings come from the environment: TEMPORAL_ADDRESS and the other standard ones, FENDUAN_LEDGER, FENDUAN_MODE.
    """
    import worker

    worker.leave(worker.main())
