"""A real PostgreSQL of the tests' own: private folder, unix socket only, no password, fsync on."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psycopg

MISSING = (
    "no PostgreSQL here: install it (Debian: apt-get install postgresql; macOS: brew install postgresql)"
)
_CONFIGURATION = """
listen_addresses = ''
unix_socket_permissions = 0700
shared_buffers = 32MB
max_connections = 100
fsync = on
full_page_writes = on
synchronous_commit = on
autovacuum = off
log_min_messages = fatal
"""


@cache
def programs() -> Path | None:
    """The folder that holds initdb and postgres; the newest, where there are several."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: float(place.parent.name))
    if config := shutil.which("pg_config"):
        asked = subprocess.run([config, "--bindir"], check=True, capture_output=True, text=True)
        places.insert(0, Path(asked.stdout.strip()))
    if initdb := shutil.which("initdb"):
        places.insert(0, Path(initdb).resolve().parent)
    return next((place for place in reversed(places) if (place / "initdb").exists()), None)


class Server:
    """Started and stopped by the tests; it refuses to run as root, so root runs it as another user."""

    def __init__(self) -> None:
        found = programs()
        assert found is not None, MISSING
        self.programs = found
        # Its own folder in the system's: a socket's path must be short, and a test's folder is closed to others.
        self.folder = Path(tempfile.mkdtemp(prefix="fenduan-pg-"))
        self.user = _user()
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.data = self.folder / "data"
        self._run(
            "initdb",
            "--no-sync",
            "--auth=trust",
            "--username=fenduan",
            "--encoding=UTF8",
            "--locale=C",
            self.data,
        )
        with (self.data / "postgresql.conf").open("a") as configuration:
            configuration.write(_CONFIGURATION)
        self.start()

    def url(self, schema: str = "", options: str = "") -> str:
        """The address of the database, or of one schema in it, with server options such as `-c fsync=off`."""
        all_options = " ".join(filter(None, [schema and f"-c search_path={schema}", options]))
        return f"postgresql://fenduan@/postgres?host={quote(str(self.folder), safe='')}&options={quote(all_options)}"

    def start(self, *settings: str) -> None:
        """Start it, and wait until it answers; `settings` such as `fsync=off`."""
        options = " ".join([f"-k {self.folder}", *(f"-c {setting}" for setting in settings)])
        self._run("pg_ctl", "start", "--silent", "--wait", "--pgdata", self.data, "--options", options)

    def stop(self, mode: str = "fast") -> None:
        """`fast`: in order; `immediate`: as if the machine had died, so that the next start recovers."""
        self._run("pg_ctl", "stop", "--silent", "--wait", "--pgdata", self.data, "--mode", mode)

    def kill(self) -> None:
        """As a machine that loses its power would end it: the server and all that it has started, at once."""
        main = int((self.data / "postmaster.pid").read_text("utf-8").splitlines()[0])
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True)
        pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        for pid in (main, *(pid for pid, parent in pairs if parent == main)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def destroy(self) -> None:
        """Stop it and remove everything."""
        try:
            if (self.data / "postmaster.pid").exists():
                self.stop("immediate")
        finally:
            shutil.rmtree(self.folder)

    def connect(self, schema: str = "") -> psycopg.Connection:
        """What somebody with the password in hand has."""
        return psycopg.connect(self.url(schema), autocommit=True)

    def _run(self, program: str, *arguments: str | Path) -> None:
        with (self.folder / "log").open("ab") as log:
            ended = subprocess.run(
                [self.programs / program, *arguments],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
                user=self.user.pw_uid if self.user else None,
                group=self.user.pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
            )
        if ended.returncode:
            raise RuntimeError(f"{program} failed:\n{(self.folder / 'log').read_text()}")


def _user() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as; None for whoever we are, unless that is root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
