"""The way in: arguments, then bootstrap."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the app and return its exit code."""
    from hosted_meetings_desktop.bootstrap.options import SIMULATOR_FLAG, parse
    from hosted_meetings_desktop.bootstrap.plain_imports import import_qt_plainly

    if sys.argv[1:2] == [SIMULATOR_FLAG]:  # a frozen build has no ``python -m``
        import runpy

        sys.argv[1:] = sys.argv[2:]
        runpy.run_module("hosted_meetings_desktop.simulator", run_name="__main__")
        return 0
    if sys.argv[1:2] == ["export-guest-page"]:
        from hosted_meetings_desktop.bootstrap import export_command

        return export_command.run(sys.argv[2:])
    if sys.argv[1:2] == ["verify-ledger"]:
        from hosted_meetings_desktop.bootstrap import verify_command

        return verify_command.run(sys.argv[2:])
    gc.disable()  # nearly all that a start makes is there to stay; the desktop collects again once it has started
    options = parse(sys.argv[1:])
    import_qt_plainly()
    from hosted_meetings_desktop.bootstrap import desktop

    return desktop.run(options)


if __name__ == "__main__":
    raise SystemExit(main())
