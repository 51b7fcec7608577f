#!/bin/sh
# Everything that has to pass: linter, format, types, tests. Makes its own virtual environment; safe to run again.
# Arguments go to pytest, for example: sh tests/run.sh tests/services -k dates
set -eu
cd "$(dirname "$0")/.."
[ -x .venv/bin/pip ] || python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check -r tests/requirements.txt
# The walks in a real browser need Chromium; without it they are left out, and pytest says so.
if ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-core; } \
    >/dev/null 2>&1 || echo "Chromium could not be installed: the browser walks are left out."
fi
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
# All tests together use every core; a part of them runs in one process, where a debugger can look.
[ $# -gt 0 ] || set -- --numprocesses auto --maxprocesses 4 --dist worksteal
exec .venv/bin/python -m pytest -rs "$@"
