#!/bin/sh
# Makes this checkout ready: system packages, virtual environment, the call page's assets.
# Every step is skipped when its inputs have not changed, so that a second run needs no network.
set -eu
cd "$(dirname "$0")/.."
mkdir -p .setup

fresh() { # fresh NAME FILE...: true when the files are as they were when NAME was finished
    name=$1; shift
    [ -f ".setup/$name" ] && [ "$(cat "$@" | cksum)" = "$(cat ".setup/$name")" ]
}
finished() { name=$1; shift; cat "$@" | cksum > ".setup/$name"; }
say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

system_packages() {
    command -v dpkg-query > /dev/null 2>&1 || return 0
    fresh system tools/debian-packages.txt && return 0
    missing=""
    while read -r package; do
        case $package in
            # Another Node.js or Python than Debian's own serves as well.
            nodejs) command -v node > /dev/null 2>&1 && continue ;;
            npm) command -v npm > /dev/null 2>&1 && continue ;;
            python3-venv) python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null && continue ;;
        esac
        dpkg-query -W -f='${Status}' "$package" 2> /dev/null | grep -q 'ok installed' || missing="$missing $package"
    done < tools/debian-packages.txt
    if [ -n "$missing" ]; then
        if [ "$(id -u)" -ne 0 ]; then
            say "These system packages are missing. Install them, then run this again:"
            echo "    sudo apt-get install --no-install-recommends$missing" >&2
            exit 1
        fi
        say "Installing system packages:$missing"
        DEBIAN_FRONTEND=noninteractive apt-get update -qq
        # shellcheck disable=SC2086 # the list is meant to be split
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing > .setup/apt.log 2>&1 || {
            tail -20 .setup/apt.log >&2
            exit 1
        }
    fi
    finished system tools/debian-packages.txt
}

virtual_environment() {
    [ -x .venv/bin/python ] && fresh python requirements-dev.lock && return 0
    python=""
    for candidate in python3.11 python3.12 python3.13 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then python=$candidate; break; fi
    done
    [ -n "$python" ] || { say "Python 3.11 or newer is needed."; exit 1; }
    say "Setting up the virtual environment"
    "$python" -m venv .venv
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
    # The app itself, straight from this folder: nothing is built and nothing is fetched.
    "$PWD/.venv/bin/python" - << 'PY'
import pathlib, sysconfig
pathlib.Path(sysconfig.get_path("purelib"), "hosted_meetings_checkout.pth").write_text(f"{pathlib.Path.cwd()}\n")
PY
    finished python requirements-dev.lock
}

npm_assets() { # npm_assets NAME FOLDER WHAT
    [ -d "$2/node_modules" ] && fresh "$1" "$2/package-lock.json" && return 0
    say "Fetching $3"
    (cd "$2" && npm ci --silent --no-audit --no-fund)
    finished "$1" "$2/package-lock.json"
}

system_packages
virtual_environment
npm_assets call resources/call "the UI kits of the call page"
npm_assets contract tests/contract "the contract tests' proxy"
npm_assets guest tests/guest "the accessibility checker of the guest page's tests"
npm_assets calendars tests/calendars "the second calendar reader of the calendar tests"
