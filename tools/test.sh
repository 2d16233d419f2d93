#!/bin/sh
# Runs all tests, offscreen; those that need a screen (sharing, the journey) start a virtual one themselves.
# Without arguments: what needs little runs beside itself on every processor; then kills, which mostly wait, beside
# media; then calls, which need all processors.
set -eu
cd "$(dirname "$0")/.."
[ $# -eq 0 ] || exec .venv/bin/python -m pytest "$@"
.venv/bin/python -m pytest --numprocesses auto --dist loadfile \
    --ignore tests/chaos --ignore tests/unit/simulator --ignore tests/e2e
.venv/bin/python -m pytest --numprocesses 2 --dist loadfile tests/chaos tests/unit/simulator
exec .venv/bin/python -m pytest tests/e2e
