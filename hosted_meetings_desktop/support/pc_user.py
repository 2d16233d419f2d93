"""Who sits at this PC, as the system calls them: the audit log names them."""

from __future__ import annotations

import getpass
from functools import cache


@cache
def pc_user() -> str:
    """Return the name with which somebody is signed in to this PC."""
    try:
        return getpass.getuser() or "unknown"
    except (KeyError, OSError, ImportError):  # a user without an entry, as in some containers
        return "unknown"
