#!/bin/sh
# Builds dist/hosted-meetings and lets it check itself. The build's own words go to build/*.log.
set -eu
cd "$(dirname "$0")/.."
mkdir -p build
echo "Building dist/hosted-meetings (a minute or two)"
.venv/bin/python -m PyInstaller --noconfirm --clean --log-level WARN --distpath dist --workpath build pyinstaller.spec \
    > build/pyinstaller.log 2>&1 || { tail -30 build/pyinstaller.log >&2; exit 1; }
grep '^Gathered' build/pyinstaller.log
du -sh dist/hosted-meetings
# Chromium tells about every bus and driver that this PC does not have; that matters only when something failed.
dist/hosted-meetings/hosted-meetings --self-test 2> build/self-test.log || { tail -20 build/self-test.log >&2; exit 1; }
dist/hosted-meetings/hosted-meetings --version
