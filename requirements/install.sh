#!/bin/sh
# Makes .venv from requirements/dev.txt. Does nothing when it is up to date; safe in two terminals at once.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONHOME PYTHONPATH
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_INPUT=1 PIP_USER=0

# What .venv was made from. The folder is part of it: a moved .venv does not work.
pinned=$(echo "$PWD"; cksum requirements/dev.txt requirements/install.sh)
project=$(cksum pyproject.toml)
holds() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }
pinned_is_installed() { holds .venv/pinned "$pinned" && .venv/bin/python -c '' 2>/dev/null; }
all_is_installed() { pinned_is_installed && holds .venv/project "$project"; }

all_is_installed && exit 0

if [ "${1-}" != --locked ]; then
    suitable='import sys, venv, ensurepip, sqlite3, fcntl; sys.exit(sys.version_info < (3, 11))'
    for python in ${PYTHON-} python3.14 python3.13 python3.12 python3.11 python3 ''; do
        [ -n "$python" ] && "$python" -c "$suitable" >/dev/null 2>&1 && break
    done
    if [ -z "$python" ]; then
        echo "setup: found no Python 3.11 or later with venv and sqlite3; name one: make setup PYTHON=python3.11" >&2
        exit 1
    fi
    # The kernel holds the lock, so it goes with the process, however that ends.
    exec "$python" -c '
import fcntl, os, sys
lock = os.open(".venv.lock", os.O_CREAT | os.O_RDWR, 0o644)
fcntl.flock(lock, fcntl.LOCK_EX)
os.set_inheritable(lock, True)
os.execv("/bin/sh", ["sh", "requirements/install.sh", "--locked", sys.executable])
'
fi
python=$2

if ! pinned_is_installed; then
    echo "setup: a new .venv with $("$python" -V)"
    "$python" -m venv --clear .venv
    echo "setup: installing what requirements/dev.txt pins"
    .venv/bin/python -m pip install -qq --require-hashes -r requirements/dev.txt
    echo "$pinned" > .venv/pinned
fi
echo "setup: installing fenduan"
.venv/bin/python -m pip install -qq --no-deps --no-build-isolation -e .
echo "$project" > .venv/project
