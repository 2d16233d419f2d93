"""Mail servers that many clinics have, with what has to be known about each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.message import MailSecurity, MailSignIn


def _tr(text: str) -> str:
    return QCoreApplication.translate("MailPresets", text)


class MailProvider(StrEnum):
    """Whose mail server it is."""

    OWN = "own"
    GOOGLE = "google"
    MICROSOFT = "microsoft"


@dataclass(frozen=True, slots=True)
class MailPreset:
    """What is filled in for a provider."""

    host: str
    port: int
    security: MailSecurity
    sign_in: MailSignIn


PRESETS = {
    MailProvider.OWN: MailPreset("", 587, MailSecurity.STARTTLS, MailSignIn.PASSWORD),
    MailProvider.GOOGLE: MailPreset("smtp.gmail.com", 587, MailSecurity.STARTTLS, MailSignIn.PASSWORD),
    MailProvider.MICROSOFT: MailPreset("smtp.office365.com", 587, MailSecurity.STARTTLS, MailSignIn.XOAUTH2),
}

PORTS = {MailSecurity.STARTTLS: 587, MailSecurity.TLS: 465, MailSecurity.NONE: 25}


def provider_of(host: str) -> MailProvider:
    """Return whose server has that name."""
    known = {preset.host: provider for provider, preset in PRESETS.items() if preset.host}
    return known.get(host.strip().lower(), MailProvider.OWN)


def provider_word(provider: MailProvider) -> str:
    """Return what a provider is called."""
    words = {
        MailProvider.OWN: _tr("Own server"),
        MailProvider.GOOGLE: _tr("Google Workspace"),
        MailProvider.MICROSOFT: _tr("Microsoft 365"),
    }
    return words[provider]


def provider_note(provider: MailProvider) -> str:
    """Return what has to be known before one signs in there."""
    notes = {
        MailProvider.OWN: _tr("Your IT or your provider tells you the server's name, the port and how to sign in."),
        MailProvider.GOOGLE: _tr(
            "Google wants an app password: turn on 2-Step Verification for the mailbox, then make one under “App "
            "passwords”. Your usual password is refused."
        ),
        MailProvider.MICROSOFT: _tr(
            "Microsoft 365 takes only access tokens (OAuth) from apps now, no passwords. Your IT makes one for the "
            "mailbox, with the permission SMTP.Send. It lasts about an hour: after that, messages wait until you "
            "enter a new one. To send all day, ask your IT for a relay and choose “Own server”."
        ),
    }
    return notes[provider]


def security_word(security: MailSecurity) -> str:
    """Return how the way to a server is protected."""
    words = {
        MailSecurity.STARTTLS: _tr("STARTTLS (usually port 587)"),
        MailSecurity.TLS: _tr("TLS (usually port 465)"),
        MailSecurity.NONE: _tr("None (only a server on this PC)"),
    }
    return words[security]


def sign_in_word(sign_in: MailSignIn) -> str:
    """Return how a server knows the clinic."""
    words = {
        MailSignIn.PASSWORD: _tr("User name and password"),
        MailSignIn.XOAUTH2: _tr("Access token (OAuth)"),
        MailSignIn.NONE: _tr("No sign-in"),
    }
    return words[sign_in]
