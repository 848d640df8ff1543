#!/bin/sh
# Writes requirements/runtime.txt and requirements/dev.txt from pyproject.toml: exact versions, the hashes of every
# file of each release, for all supported Pythons on Linux and macOS, and no address.
set -eu
cd "$(dirname "$0")/.."

tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
"${PYTHON:-python3}" -m venv "$tool"
"$tool/bin/python" -m pip install -qq --disable-pip-version-check uv==0.13.9

pin() {
    "$tool/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade pyproject.toml "$@"
}
pin --output-file requirements/runtime.txt
pin --group dev --constraints requirements/runtime.txt --output-file requirements/dev.txt
grep -c '==' requirements/runtime.txt requirements/dev.txt
