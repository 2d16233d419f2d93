#!/bin/sh
# Runs all tests: first those without a screen, then those that need one (screen sharing, the whole journey).
set -eu
cd "$(dirname "$0")/.."
sh tools/with_display.sh .venv/bin/python -m pytest "$@"
