#!/bin/sh
# Runs all tests, offscreen; those that need a screen (sharing, the journey) start a virtual one themselves.
set -eu
cd "$(dirname "$0")/.."
exec .venv/bin/python -m pytest "$@"
