"""Put text on the clipboard: links for guests, details for IT."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from hosted_meetings_desktop.domain.errors import AppError


def copy_text(text: str) -> None:
    """Put ``text`` on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def error_text(error: AppError) -> str:
    """Return what IT needs to know about ``error``; its details are free of secrets and patients' data."""
    return "\n".join(part for part in (error.title, error.advice, error.details) if part)
