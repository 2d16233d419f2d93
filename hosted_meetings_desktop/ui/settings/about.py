"""What this app is made of, and the details that help IT; never a secret, never a person's name."""

from __future__ import annotations

import platform
import sys
from importlib import metadata

from PySide6.QtCore import QLibraryInfo, QLocale, QSysInfo, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.domain.account import Account
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.theme.tokens import SIZE

_MADE_OF = (
    ("PySide6", "LGPL-3.0"),
    ("QtAwesome", "MIT; Material Design Icons: Apache-2.0"),
    ("XlsxWriter", "BSD-2-Clause"),
    ("aiohttp", "Apache-2.0"),
    ("aiosmtplib", "MIT"),
    ("alembic", "MIT"),
    ("anyio", "MIT"),
    ("babel", "BSD-3-Clause; locale data: Unicode-3.0"),
    ("botocore", "Apache-2.0"),
    ("certifi", "MPL-2.0"),
    ("cryptography", "Apache-2.0 or BSD-3-Clause"),
    ("httpx", "BSD-3-Clause"),
    ("icalendar", "BSD-2-Clause"),
    ("idna", "BSD-3-Clause"),
    *((("jeepney", "MIT"),) if sys.platform == "linux" else ()),
    ("keyring", "MIT"),
    ("msgspec", "BSD-3-Clause"),
    ("platformdirs", "MIT"),
    ("protobuf", "BSD-3-Clause"),
    ("python-dateutil", "BSD-3-Clause or Apache-2.0"),
    ("pyzipper", "MIT; pycryptodomex: BSD-2-Clause and public domain"),
    ("recurring-ical-events", "LGPL-3.0-or-later"),
    ("SQLAlchemy", "MIT"),
    ("sqlcipher3", "zlib; SQLCipher: BSD-3-Clause"),
    ("truststore", "MIT"),
    ("tzdata", "Apache-2.0; zone data: public domain"),
)


def version() -> str:
    """Return the app's version."""
    return __version__


def licences() -> str:
    """Return one line for each library: name, version, licence."""
    lines = [f"Hosted Meetings {__version__}: Apache-2.0", f"Python {platform.python_version()}: PSF-2.0", ""]
    lines += [f"{name} {_version_of(name)}: {licence}" for name, licence in _MADE_OF]
    return "\n".join(lines)


def _version_of(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "(built in)"


def diagnostics(account: Account) -> str:
    """Return what IT needs to know about this PC and this app."""
    screens = ", ".join(
        f"{s.size().width()}x{s.size().height()} at {round(s.devicePixelRatio() * 100)} %"
        for s in QGuiApplication.screens()
    )
    return "\n".join(
        (
            f"Hosted Meetings {__version__}",
            f"Provider: {account.provider.value}{' (practice mode)' if account.practice else ''}",
            f"System: {QSysInfo.prettyProductName()} {QSysInfo.currentCpuArchitecture()}",
            f"Python {platform.python_version()}, Qt {QLibraryInfo.version().toString()}",
            f"Display: {QGuiApplication.platformName()}, {screens}",
            f"Language: {QLocale().name()}, layout {QGuiApplication.layoutDirection().name}",
        )
    )


class LicencesDialog(Dialog):
    """The list of libraries and their licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Licences"), self.tr("Close"), parent=parent)
        self.leave_button.hide()
        self.main_button.clicked.connect(self.accept)
        text = QPlainTextEdit(licences())
        text.setReadOnly(True)
        text.setAccessibleName(self.tr("Licences"))
        text.setMinimumSize(SIZE.field_width, SIZE.field_width - 80)
        self.body.addWidget(text)
        self.setMinimumWidth(SIZE.text_width - 80)


class AboutGroup(SettingsGroup):
    """The version, the licences, and what IT asks for.

    Signals:
        details_copied(): The details for IT are in the clipboard.
    """

    details_copied = Signal()

    def __init__(self, account: Account, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("About"), parent, found_by=self.tr("help support open source"))
        self._account = account
        self.licences_button = plain_button(self.tr("Licences"))
        self.licences_button.clicked.connect(self.open_licences)
        self.details_button = plain_button(self.tr("Copy details for IT"), "content-copy")
        self.details_button.clicked.connect(self.copy_details)
        self.add_row(
            self.tr("Hosted Meetings"),
            self.licences_button,
            self.details_button,
            note=self.tr("Version %1").replace("%1", version()),
        )

    def open_licences(self) -> LicencesDialog:
        """Open the list of licences."""
        dialog = LicencesDialog(self.window())
        dialog.open()
        return dialog

    def copy_details(self) -> None:
        """Copy what IT needs; no secrets, no names."""
        copy_text(diagnostics(self._account))
        self.details_copied.emit()
