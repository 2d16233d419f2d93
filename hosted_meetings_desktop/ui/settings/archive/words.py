"""What the settings of the archive say of places."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.vault import ArchiveSettings, Bucket, VaultKind, VaultPlace, VaultRoom
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many, size_text


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("ArchiveSettings", text, "", n)


def bucket_text(bucket: Bucket) -> str:
    """Return where a bucket is: "clinic-archive at s3.example.org"; never its keys."""
    host = urlsplit(bucket.endpoint).hostname or "AWS"
    name = f"{bucket.name}/{bucket.prefix.strip('/')}" if bucket.prefix.strip("/") else bucket.name
    return _tr("%1 at %2").replace("%1", isolated(name)).replace("%2", isolated(host))


def place_text(place: VaultPlace) -> str:
    """Return where an archive lies."""
    if place.kind is VaultKind.BUCKET and place.bucket is not None:
        return _tr("In the bucket %1").replace("%1", bucket_text(place.bucket))
    if place.folder:
        return _tr("In the folder %1").replace("%1", isolated(place.folder))
    return _tr("On this PC, in the app's own folder")


def place_sentence(settings: ArchiveSettings) -> str:
    """Return where the archive goes on, and that what lies elsewhere is still found."""
    said = f"{place_text(settings.place)}."
    count = len(settings.former)
    if not count:
        return said
    many = _tr("What was kept before lies in %n other places and is still found.", count)
    one = _tr("What was kept before lies in another place and is still found.")
    return f"{said} {one_or_many(count, one, many)}"


def tried_sentence(room: VaultRoom) -> str:
    """Return that a place works, and how much room there is."""
    said = _tr("It works: a file was written there, read and removed.")
    if room.free is None:
        return said
    return f"{said} {_tr('%1 are free.').replace('%1', size_text(room.free))}"
