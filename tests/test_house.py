from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
LOCKS = [ROOT / "requirements" / "runtime.txt", ROOT / "requirements" / "dev.txt"]

# The patterns are written so that they do not find themselves.
ELSEWHERE = re.compile(r"(?<![\w.])/(?:work|root|Users)/|(?:py[p]i|pythonhosted|npm[j]s|deb[i]an)\.org\b")
BEHIND_THE_SCENES = re.compile(r"\b(?:TO[D]O|FIX[M]E|A[I]|L[L]M|issue [#]?\d+)\b")


def tree() -> Iterator[tuple[str, str]]:
    """Every text file of the project, those not yet committed too, with its path from the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield name, content.decode()


def entries(lock: Path) -> dict[str, list[str]]:
    """The requirements of a lock, each with its options."""
    joined = lock.read_text().replace("\\\n", " ")
    lines = [line.split() for line in joined.splitlines() if not line.lstrip().startswith("#")]
    return {words[0]: words[1:] for words in lines if words}


def imported(path: Path) -> set[str]:
    """The top-level names that a module imports anywhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=names):
                found |= {alias.name.split(".")[0] for alias in names}
            case ast.ImportFrom(module=str(module)):
                found.add(module.split(".")[0])
            case _:
                pass
    return found


class TestLocks:
    @pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
    def test_exact_and_hashed(self, lock: Path) -> None:
        """Every package is pinned to one version and to the hashes of its files."""
        loose = [
            name
            for name, options in entries(lock).items()
            if not re.fullmatch(r"[a-z0-9-]+==[\w.]+", name) or "--hash=sha256:" not in " ".join(options)
        ]

        assert [] == loose

    @pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
    def test_no_address(self, lock: Path) -> None:
        """A lock says what to install, never from where."""
        marker = r"\w+ [!=]= '\w+'"
        package = re.compile(rf"[a-z0-9-]+==[\w.]+(?: ; {marker}(?: and {marker})*)?")
        digest = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}")
        lines = [line.removesuffix(" \\") for line in lock.read_text().splitlines()]

        assert [] == [line for line in lines if not package.fullmatch(line) and not digest.fullmatch(line)]

    def test_runtime_within_dev(self) -> None:
        """What is tested is what runs: the two locks agree on every package that they share."""
        runtime, dev = map(entries, LOCKS)

        assert {} == {name: options for name, options in runtime.items() if dev.get(name) != options}

    def test_project_and_lock_agree(self) -> None:
        """A changed dependency in pyproject.toml without `make lock` is noticed."""
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        needed = [re.sub(r"\[.*\]", "", each) for each in project["dependencies"]]

        assert [] == [each for each in needed if each not in entries(LOCKS[0])]


class TestTree:
    def test_names_no_machine(self) -> None:
        """No file names a folder of somebody's machine or the host of a package registry."""
        assert [] == [(name, hit[0]) for name, text in tree() for hit in ELSEWHERE.finditer(text)]

    def test_speaks_of_the_product(self) -> None:
        """The tree says what the product does, not how the work on it goes."""
        assert [] == [(name, hit[0]) for name, text in tree() for hit in BEHIND_THE_SCENES.finditer(text)]

    def test_files_are_short(self) -> None:
        """No file that a person writes is longer than 400 lines."""
        written = {".py", ".sh", ".md", ".toml", ".yaml"}
        lengths = {name: text.count("\n") for name, text in tree() if Path(name).suffix in written}

        assert {} == {name: length for name, length in lengths.items() if length > 400}


class TestRooms:
    def test_domain_reads_no_clock(self) -> None:
        """Time and random ids arrive in the domain's arguments; it never asks for them."""
        asks = re.compile(r"\b(?:now|today|utcnow|uuid1|uuid4)\(")
        pure = {name: text for name, text in tree() if name.startswith("domain/") and name.endswith(".py")}

        assert [] == [name for name, text in pure.items() if asks.search(text)]

    def test_worker_imports(self) -> None:
        """The worker wires workflows, activities, client and settings; it knows no page, no command, no store."""
        assert set() == imported(ROOT / "worker.py") & {
            "cli",
            "console",
            "eventsourcing",
            "sqlite3",
        }

    def test_search_attributes(self) -> None:
        """The embedded server is told each search attribute with a type that Temporal has."""
        settings = yaml.safe_load((ROOT / "deploy" / "embedded" / "temporal.yaml").read_text())
        types = {"Text", "Keyword", "Int", "Double", "Bool", "Datetime", "KeywordList"}

        assert set() == set(settings["search_attributes"].values()) - types


class TestMakefile:
    def test_help_lists_every_target(self) -> None:
        """`make` alone prints every target with one line about it."""
        rules = (ROOT / "Makefile").read_text()
        [phony] = re.findall(r"^\.PHONY: (.+)$", rules, re.MULTILINE)
        targets = re.findall(r"^([a-z]+):", rules, re.MULTILINE)
        shown = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout

        assert targets == phony.split() == re.findall(r"^ +make (\w+) +\S", shown, re.MULTILINE)


class TestCi:
    def test_a_skip_fails(self, tmp_path: Path) -> None:
        """In CI a skipped test fails the run, with its reason."""
        shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
        (tmp_path / "test_it.py").write_text("import pytest\ndef test_it(): pytest.skip('no such server')\n")
        run = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-p",
                "no:cacheprovider",
                "--rootdir",
                str(tmp_path),
                str(tmp_path),
            ],
            cwd=tmp_path,
            env=os.environ | {"CI": "true"},
            check=False,
            capture_output=True,
            text=True,
        )

        assert 1 == run.returncode
        assert "was skipped, and CI must run every test: Skipped: no such server" in run.stdout

    @pytest.mark.skipif(sys.platform != "linux", reason="the CI script runs on Linux")
    def test_no_process_is_left(self, tmp_path: Path) -> None:
        """A process that outlives the check is ended with it, even in a session of its own."""
        (tmp_path / ".ci").mkdir()
        shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
        (tmp_path / "Makefile").write_text("check:\n\t@setsid sleep 60 & echo $$! > pid; exit 3\n")
        run = subprocess.run(["bash", ".ci/run"], cwd=tmp_path, check=False, capture_output=True, text=True)

        assert 2 == run.returncode
        assert not _alive(int((tmp_path / "pid").read_text()))


def _alive(pid: int) -> bool:
    """Whether the process still runs; one that has ended and was not yet collected does not."""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
