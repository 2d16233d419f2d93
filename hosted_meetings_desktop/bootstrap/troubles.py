"""What is said about failures behind the screens."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.errors import AppError


def _tr(text: str) -> str:
    return QCoreApplication.translate("Desktop", text)


def uncaught_trouble(details: str) -> AppError:
    """Return what to say when something failed that nobody caught."""
    return AppError(
        _tr("Something went wrong in the app"),
        _tr("What was saved is kept. If it happens again, copy the details for your IT."),
        details=details,
    )


def engine_trouble(details: str, pause: float) -> AppError:
    """Return what to say when the sync engine ended, which starts again in ``pause`` seconds."""
    advice = _tr("It starts again by itself in %1 s. If it happens again, copy the details for your IT.")
    return AppError(
        _tr("The lists stopped refreshing themselves"), advice.replace("%1", f"{pause:.0f}"), details=details
    )
