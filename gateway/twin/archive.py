"""What is kept of histories once Temporal forgets them: one file for each closed run, written once."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import ValidationError

from gateway.twin.model import Run


class DamagedArchiveError(Exception):
    """An archived run cannot be read, or is not the run that its name says."""


class Archive:
    """A folder of archived runs: `{stream with a dash for the slash}/{run id}.json`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def runs(self, stream: str) -> tuple[str, ...]:
        """The ids of the stream's archived runs."""
        return tuple(sorted(path.stem for path in self._of(stream).glob("*.json")))

    def read(self, stream: str, run_id: str) -> Run | None:
        """The archived run, or None. Raises DamagedArchiveError."""
        path = self._path(stream, run_id)
        try:
            run = Run.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise DamagedArchiveError(f"{path} cannot be read") from error
        if (run.stream, run.run_id) != (stream, run_id):
            raise DamagedArchiveError(f"{path} holds another run")
        return run

    def keep(self, run: Run) -> bool:
        """Write a closed run, whole or not at all; False where it is there already. It is never written again."""
        path = self._path(run.stream, run.run_id)
        if run.closed is None or path.exists():
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=".new") as file:
            file.write(run.model_dump_json(indent=1).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
            # Only the owner of the name writes it: a link fails where a file is.
            try:
                os.link(file.name, path)
            except FileExistsError:
                return False
        path.chmod(0o444)
        return True

    def _of(self, stream: str) -> Path:
        return self.folder / stream.replace("/", "-")

    def _path(self, stream: str, run_id: str) -> Path:
        return self._of(stream) / f"{run_id}.json"
