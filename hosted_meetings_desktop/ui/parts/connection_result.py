"""What "Test connection" found out, in words; the first screen and Settings say it the same way."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.account import ConnectionCheck
from hosted_meetings_desktop.ui.text.format import one_or_many

_NAMED = 4


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("ConnectionResult", text, "", n)


def connection_result(check: ConnectionCheck) -> str:
    """Return the result of a successful test: that it works, what is there, and what has to be done first."""
    said = [_tr("The connection works.")]
    if check.meetings is not None:
        n = check.meetings
        said.append(one_or_many(n, _tr("1 meeting is there already."), _tr("%n meetings are there already.", n)))
    if not check.presets:
        said.append(_tr("The account has no presets yet: make one in its dashboard before you invite people."))
    return " ".join(said)


def connection_details(check: ConnectionCheck) -> str:
    """Return what a successful test found besides, for whoever asks for details."""
    said = [_tr("The video service answered in %1 ms.").replace("%1", str(check.milliseconds))]
    count = len(check.presets)
    if count:
        names = ", ".join(check.presets[:_NAMED]) + ("…" if count > _NAMED else "")
        found = one_or_many(count, _tr("1 preset found: %1."), _tr("%n presets found: %1.", count))
        said.append(found.replace("%1", names))
    return " ".join(said)
