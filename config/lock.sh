#!/bin/sh
# Resolves the direct dependencies into files that name every package with its hashes, and no place to fetch from.
set -eu
cd "$(dirname "$0")"
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
python3 -m venv "$tool"
"$tool/bin/pip" install -q --disable-pip-version-check uv
for name in requirements requirements-dev; do
    "$tool/bin/uv" pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
        --python-version 3.11 -o "$name.lock" "$name.in"
done
