#!/bin/sh
# Lets two windows be in a call for an hour, or for MINUTES; the samples go to build/soak/, or to FOLDER.
set -eu
cd "$(dirname "$0")/.."
exec sh tools/with_display.sh .venv/bin/python -m benchmarks.soak ${FOLDER:+--folder "$FOLDER"} "$@"
