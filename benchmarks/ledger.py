"""The ledger beside bare inserts and beside the library's own recorder, on both stores, as it grows.

    .venv/bin/python benchmarks/ledger.py [--events 10000 1000000] [--stores sqlite postgres] [--json]

README.md says what is measured and how to read it.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # Python looks first in the folder of this file, whose own name would hide the package `ledger`.
    sys.path[0] = str(Path(__file__).parents[1])
    from benchmarks.runs import run

    run()
