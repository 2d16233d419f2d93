"""Camera and microphone: our own question, asked once, answered for our own page only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QObject, QSettings, QUrl, Signal
from PySide6.QtWebEngineCore import QWebEnginePermission

from hosted_meetings_desktop.ui.call.scheme import ORIGIN


class MediaKind(StrEnum):
    """What a call may ask for."""

    MICROPHONE = "microphone"
    CAMERA = "camera"


class MediaPolicy(Protocol):
    """Remembers the person's answers on this PC."""

    def decision(self, kind: MediaKind) -> bool | None:
        """Return the remembered answer; None when there is none."""
        ...

    def remember(self, kind: MediaKind, allowed: bool | None) -> None:  # noqa: FBT001 - the answer is the point
        """Keep an answer; None forgets it."""
        ...


class SettingsMediaPolicy:
    """Keeps the answers in the program's settings."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def decision(self, kind: MediaKind) -> bool | None:
        """Return the remembered answer; None when there is none or it cannot be read."""
        return {"allowed": True, "denied": False}.get(str(self._settings.value(self._key(kind), "")))

    def remember(self, kind: MediaKind, allowed: bool | None) -> None:  # noqa: FBT001 - the answer is the point
        """Keep an answer; None forgets it."""
        if allowed is None:
            self._settings.remove(self._key(kind))
        else:
            self._settings.setValue(self._key(kind), "allowed" if allowed else "denied")

    @staticmethod
    def _key(kind: MediaKind) -> str:
        return f"call/media/{kind}"


@dataclass(frozen=True, slots=True)
class MediaRequest:
    """One question of the page, waiting for its answer.

    Attributes:
        kinds: What is asked for.
        grant: Says yes.
        deny: Says no.
        forget: Makes the engine forget a no, so that it asks again.
    """

    kinds: tuple[MediaKind, ...]
    grant: Callable[[], None]
    deny: Callable[[], None]
    forget: Callable[[], None] = lambda: None


_Type = QWebEnginePermission.PermissionType
_MEDIA = {
    _Type.MediaAudioCapture: (MediaKind.MICROPHONE,),
    _Type.MediaVideoCapture: (MediaKind.CAMERA,),
    _Type.MediaAudioVideoCapture: (MediaKind.CAMERA, MediaKind.MICROPHONE),
}
_SCREEN = {_Type.DesktopVideoCapture, _Type.DesktopAudioVideoCapture}


def is_our_page(origin: QUrl) -> bool:
    """Return whether ``origin`` is the call page itself."""
    return f"{origin.scheme()}://{origin.authority()}" == ORIGIN


class PermissionDesk(QObject):
    """Decides what the page may use; asks the person where nobody has decided yet.

    Signals:
        asked(tuple): These kinds need an answer now (``answer``).
        withdrawn(): Nothing needs an answer any more.
        kept_off(tuple): These kinds stay off because of the person's answer, now or earlier.
    """

    asked = Signal(tuple)
    withdrawn = Signal()
    kept_off = Signal(tuple)

    def __init__(self, policy: MediaPolicy, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._policy = policy
        self._this_call: dict[MediaKind, bool] = {}
        self._waiting: list[MediaRequest] = []
        self._refused: list[MediaRequest] = []
        self._kept_off: tuple[MediaKind, ...] = ()
        self._screen_chosen = False

    def consider(self, permission: QWebEnginePermission) -> None:
        """Answer a permission request of the web engine, now or when the person has answered."""
        kind = permission.permissionType()
        if not is_our_page(permission.origin()):
            permission.deny()
        elif kind in _MEDIA:
            self.request(MediaRequest(_MEDIA[kind], permission.grant, permission.deny, permission.reset))
        elif kind in _SCREEN and self._screen_chosen:
            self._screen_chosen = False
            permission.grant()
        else:
            permission.deny()

    def request(self, request: MediaRequest) -> None:
        """Grant, deny or queue one question for camera and microphone."""
        answers = {kind: self._known(kind) for kind in request.kinds}
        if False in answers.values():
            self._deny(request)
            self._say_kept_off(kind for kind, answer in answers.items() if answer is False)
        elif None not in answers.values():
            request.grant()
        else:
            self._waiting.append(request)
            self.asked.emit(self.wanted)

    @property
    def wanted(self) -> tuple[MediaKind, ...]:
        """The kinds that wait for an answer."""
        return _unique(kind for request in self._waiting for kind in request.kinds)

    def answer(self, *, allow: bool, remember: bool) -> None:
        """Answer everything that waits; ``remember`` keeps it on this PC, otherwise it holds for this call."""
        waiting, self._waiting = self._waiting, []
        kinds = _unique(kind for request in waiting for kind in request.kinds)
        for kind in kinds:
            self._this_call[kind] = allow
            if remember:
                self._policy.remember(kind, allow)
        for request in waiting:
            if allow:
                request.grant()
            else:
                self._deny(request)
        self.withdrawn.emit()
        if kinds and not allow:
            self._say_kept_off(kinds)

    def ask_again(self) -> None:
        """Forget every no, so that the next request asks the person afresh."""
        self._this_call = {kind: answer for kind, answer in self._this_call.items() if answer}
        self._kept_off = ()
        refused, self._refused = self._refused, []
        for request in refused:
            request.forget()
        for kind in MediaKind:
            if self._policy.decision(kind) is False:
                self._policy.remember(kind, None)

    def screen_was_chosen(self) -> None:
        """Let the capture pass that follows the person's choice in the picker."""
        self._screen_chosen = True

    def drop(self) -> None:
        """Forget what waits: the page that asked is gone."""
        self._waiting.clear()
        self._screen_chosen = False
        self.withdrawn.emit()

    def _deny(self, request: MediaRequest) -> None:
        # The engine remembers a no for as long as the profile lives and then answers in our place.
        request.deny()
        self._refused.append(request)

    def _say_kept_off(self, kinds: Iterable[MediaKind]) -> None:
        # Kits ask for both and then for each: what is said covers all that stays off.
        self._kept_off = _unique((*self._kept_off, *kinds))
        self.kept_off.emit(self._kept_off)

    def _known(self, kind: MediaKind) -> bool | None:
        return self._this_call.get(kind, self._policy.decision(kind))


def _unique(kinds: Iterable[MediaKind]) -> tuple[MediaKind, ...]:
    return tuple(dict.fromkeys(kinds))
