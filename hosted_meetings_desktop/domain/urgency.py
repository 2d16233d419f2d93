"""Whether somebody waits for what is being asked: a gesture goes before the background."""

from __future__ import annotations

from contextvars import ContextVar

IN_BACKGROUND: ContextVar[bool] = ContextVar("IN_BACKGROUND", default=False)
"""Set by the sync engine in its own tasks; the request budget keeps a reserve for everybody else."""
