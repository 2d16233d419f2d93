#!/bin/sh
# Opens the app in practice mode; without a display, lets it show itself under a virtual one.
set -eu
cd "$(dirname "$0")/.."
if [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; then
    exec .venv/bin/python -m hosted_meetings_desktop --practice "$@"
fi
echo "There is no display here, so the app goes through a whole meeting by itself under a virtual one."
echo "Pictures of each step are saved in tour/."
# A home of its own: the meetings and answers of an earlier tour, or of a person, must not stand in its way.
HOSTED_MEETINGS_HOME=$(mktemp -d)
export HOSTED_MEETINGS_HOME
trap 'rm -rf "$HOSTED_MEETINGS_HOME"' EXIT
sh tools/with_display.sh .venv/bin/python -m hosted_meetings_desktop --practice --tour tour "$@"
