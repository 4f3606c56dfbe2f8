#!/bin/sh
# Brings a Debian 12 machine with git, make and python3 to where every other command runs. Safe to repeat.
set -eu
cd "$(dirname "$0")/.."

wanted=$(sed '/^#/d; /^$/d' config/apt-packages.txt)
# A package counts as there, too, when another that is there provides it (Node.js of other sources brings its npm).
there=$(dpkg-query -W -f '${db:Status-Status} ${Package}, ${Provides}\n' | sed -n 's/ *([^)]*)//g; s/^installed //p' |
    tr ',' '\n' | tr -d ' ')
missing=""
for package in $wanted; do
    printf '%s\n' "$there" | grep -qxF "$package" || missing="$missing $package"
done
if [ -n "$missing" ]; then
    echo "Linli needs these Debian packages:$missing"
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "Run as root, or install them: apt-get install$missing" >&2; exit 1; }
        as_root="sudo"
    fi
    if [ -t 0 ]; then
        printf 'Install them now? [Y/n] '
        read -r answer
        case "$answer" in [nN]*) echo "Nothing was changed."; exit 1 ;; esac
    fi
    $as_root apt-get update -q
    # shellcheck disable=SC2086 -- a list of names
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
fi

[ -x .venv/bin/python ] || python3 -m venv .venv
stamp=.venv/installed.sha256
now=$(cat config/requirements-dev.lock pyproject.toml | sha256sum)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$now" ]; then
    echo "Installing the Python packages of config/requirements-dev.lock …"
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r config/requirements-dev.lock
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
    printf '%s' "$now" > "$stamp"
fi
peers=.venv/peers
now=$(cat tests/rigs/peers/package.json tests/rigs/peers/package-lock.json | sha256sum)
if [ ! -f "$peers/installed.sha256" ] || [ "$(cat "$peers/installed.sha256")" != "$now" ]; then
    echo "Installing the test peers of tests/rigs/peers/package-lock.json …"
    mkdir -p "$peers"
    cp tests/rigs/peers/package.json tests/rigs/peers/package-lock.json "$peers/"
    (cd "$peers" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    printf '%s' "$now" > "$peers/installed.sha256"
fi
echo "Ready."
