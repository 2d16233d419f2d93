#!/bin/sh
# Runs a command with a screen: the person's own, or a virtual one.
set -eu
if [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; then
    exec "$@"
fi
exec xvfb-run -a -s "-screen 0 1440x900x24" "$@"
