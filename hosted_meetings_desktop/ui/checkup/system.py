"""What this PC's system lets the program use, where its switches are, and what else IT asks first."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QCameraPermission, QCoreApplication, QMicrophonePermission, QSysInfo, Qt, QUrl, qVersion

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.domain.checkup import Access, SystemAccess
from hosted_meetings_desktop.ui.call.devices import DeviceKind


class System(StrEnum):
    """The systems that differ in their switches."""

    MACOS = "macos"
    WINDOWS = "windows"
    LINUX = "linux"


def this_system() -> System:
    """Return which one this PC runs."""
    return {"darwin": System.MACOS, "win32": System.WINDOWS}.get(sys.platform, System.LINUX)


def read_access(system: System | None = None) -> SystemAccess:
    """Return what the system's switches say; asks nobody."""
    found = system or this_system()
    if found is System.MACOS:
        return macos_access()
    return windows_access() if found is System.WINDOWS else linux_access()


# ---- macOS
_STATES = {
    Qt.PermissionStatus.Granted: Access.GRANTED,
    Qt.PermissionStatus.Denied: Access.DENIED,
    Qt.PermissionStatus.Undetermined: Access.NOT_ASKED,
}


def _qt_status(kind: DeviceKind) -> Qt.PermissionStatus:
    app = QCoreApplication.instance()
    if app is None:
        return Qt.PermissionStatus.Undetermined
    return app.checkPermission(QCameraPermission() if kind is DeviceKind.CAMERA else QMicrophonePermission())


def macos_access(status: Callable[[DeviceKind], Qt.PermissionStatus] = _qt_status) -> SystemAccess:
    """Return what macOS says (AVFoundation, by way of Qt's ``QPermission``)."""
    return SystemAccess(_STATES[status(DeviceKind.CAMERA)], _STATES[status(DeviceKind.MICROPHONE)])


# ---- Windows
_STORE = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore"
_NAMES = {DeviceKind.CAMERA: "webcam", DeviceKind.MICROPHONE: "microphone"}
# Device-wide, the person's own, and the person's for programs that are no store apps: each can say no alone.
_SWITCHES = (("HKLM", ""), ("HKCU", ""), ("HKCU", r"\NonPackaged"))
ReadSwitch = Callable[[str, str], str]


def _registry(hive: str, path: str) -> str:  # pragma: no cover (Windows only)
    """Return what a switch says, empty where there is none."""
    if sys.platform != "win32":
        return ""
    import winreg

    root = winreg.HKEY_LOCAL_MACHINE if hive == "HKLM" else winreg.HKEY_CURRENT_USER
    try:
        with winreg.OpenKey(root, path) as key:
            return str(winreg.QueryValueEx(key, "Value")[0])
    except OSError:
        return ""


def windows_access(read: ReadSwitch = _registry) -> SystemAccess:
    """Return what Windows' privacy switches say; Qt knows none of them there."""
    found: dict[DeviceKind, Access] = {}
    facts: list[str] = []
    for kind, name in _NAMES.items():
        said = {f"{hive} {name}{under}": read(hive, rf"{_STORE}\{name}{under}") for hive, under in _SWITCHES}
        facts += [f"{where}: {value}" for where, value in said.items() if value]
        denied = any(value.lower() == "deny" for value in said.values())
        found[kind] = Access.DENIED if denied else Access.GRANTED
    return SystemAccess(found[DeviceKind.CAMERA], found[DeviceKind.MICROPHONE], tuple(facts))


# ---- Linux
_FLATPAK = Path("/.flatpak-info")


def linux_access(flatpak: Path = _FLATPAK) -> SystemAccess:
    """Return that the desktop's portal asks, in a sandbox, or that nobody does."""
    access = Access.PORTAL if flatpak.exists() else Access.NO_SWITCH
    return SystemAccess(access, access, ("sandbox: Flatpak",) if access is Access.PORTAL else ())


# ---- where the switches are
_PANES = {
    (System.MACOS, DeviceKind.CAMERA): "x-apple.systempreferences:com.apple.preference.security?Privacy_Camera",
    (
        System.MACOS,
        DeviceKind.MICROPHONE,
    ): "x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone",
    (System.WINDOWS, DeviceKind.CAMERA): "ms-settings:privacy-webcam",
    (System.WINDOWS, DeviceKind.MICROPHONE): "ms-settings:privacy-microphone",
}


def switch_place(kind: DeviceKind, system: System | None = None) -> QUrl | None:
    """Return what opens the system's switch for a device; None where it has none."""
    address = _PANES.get((system or this_system(), kind))
    return QUrl(address) if address is not None else None


# ---- for IT
def about_this_pc() -> tuple[str, ...]:
    """Return the versions that IT asks for first; no name of the PC or of anybody."""
    lines = [
        f"Hosted Meetings {__version__}",
        f"{QSysInfo.prettyProductName()}, kernel {QSysInfo.kernelVersion()}, {QSysInfo.currentCpuArchitecture()}",
        f"Qt {qVersion()}, Python {platform.python_version()}",
    ]
    core = sys.modules.get("PySide6.QtWebEngineCore")  # not loaded for a line of text
    if core is not None:
        lines.append(
            f"Chromium {core.qWebEngineChromiumVersion()}, patched {core.qWebEngineChromiumSecurityPatchVersion()}"
        )
    return tuple(lines)
