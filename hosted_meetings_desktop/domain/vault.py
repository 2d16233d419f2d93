"""Where the archive's files lie: a folder or a bucket, what it can do, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from hosted_meetings_desktop.domain.archive import ItemId, ItemKind, Progress
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.gateway_template import usable_address
from hosted_meetings_desktop.domain.sealed_files import SealedFiles
from hosted_meetings_desktop.domain.watch_link import LOOPBACK


class VaultTrouble(StrEnum):
    """What is wrong with the place of the archive."""

    AWAY = "away"  # the folder is not there, or the bucket does not answer: a share that is not connected
    EMPTY = "empty"  # the place is there and nothing of the archive is
    FOREIGN = "foreign"  # another archive lies there
    DAMAGED = "damaged"  # its marker cannot be read
    REFUSED = "refused"  # it may not be written, or the keys are wrong
    FULL = "full"


class VaultProblem(AppError):
    """The place of the archive cannot be used as it is; no file of it was changed.

    Attributes:
        trouble: What is wrong, so that the right way out can be offered.
    """

    def __init__(self, trouble: VaultTrouble, title: str, advice: str, *, details: str = "") -> None:
        super().__init__(title, advice, retryable=trouble in {VaultTrouble.AWAY, VaultTrouble.FULL}, details=details)
        self.trouble = trouble


class BeingWritten(AppError):
    """Another copy of the app, or another task of this one, writes the same file."""

    def __init__(self) -> None:
        super().__init__(
            "This file is being downloaded already",
            "Another copy of the app does it. Wait until it is done.",
            retryable=True,
        )


class NotWhole(AppError):
    """What was downloaded is not what it should be: nothing of it was kept."""

    def __init__(
        self,
        why: str,
        title: str = "The file did not arrive as it should",
        advice: str = "It was thrown away and is downloaded again.",
    ) -> None:
        super().__init__(title, advice, retryable=True, details=why)


class LinkExpired(AppError):
    """The link to a file is not good any more; the file itself may still be there."""

    def __init__(self, advice: str = "The app asks the video service for a fresh one.", *, details: str = "") -> None:
        super().__init__("The link to this file has expired", advice, retryable=True, details=details)


class Missing(AppError):
    """Nothing lies where a file of the archive should."""

    def __init__(self) -> None:
        super().__init__(
            "This file is not in the archive any more",
            "Somebody removed it without the app. Put it back from a backup of the archive.",
        )


class VaultKind(StrEnum):
    """What kind of place it is."""

    FOLDER = "folder"
    BUCKET = "bucket"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket that speaks S3.

    Attributes:
        endpoint: "https://…" of the service; empty for AWS itself.
        prefix: What the names of all objects begin with.
        path_style: Whether the bucket's name stands in the path, as most services but AWS want it.
    """

    name: str
    access_key: str
    secret: str = field(repr=False)
    endpoint: str = ""
    region: str = "us-east-1"
    prefix: str = ""
    path_style: bool = True

    def check(self) -> None:
        """Refuse what cannot be a bucket.

        Raises:
            InputProblem: for the field to mend.
        """
        if not self.name.strip() or "/" in self.name or any(letter.isspace() for letter in self.name):
            raise InputProblem("name", "Write the bucket's name as its service shows it")
        if self.endpoint and not usable_address(self.endpoint, LOOPBACK.__contains__):
            raise InputProblem("endpoint", "The address of the service begins with https://")
        if not self.access_key.strip() or not self.secret:
            raise InputProblem("access_key", "Enter the access key and its secret")


@dataclass(frozen=True, slots=True)
class VaultPlace:
    """Where an archive lies.

    Attributes:
        folder: The chosen folder; empty for the app's own.
        bucket: Where ``kind`` says so.
    """

    kind: VaultKind = VaultKind.FOLDER
    folder: str = ""
    bucket: Bucket | None = None


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """What a clinic decided of its archive.

    Attributes:
        vault: The id of the archive that was begun at ``place``; empty before.
        former: Where archives lay before, by their ids: what is kept there is still found.
        quota: Bytes it may take; 0 for no limit.
        bytes_per_second: For downloads; 0 for no limit.
        not_during_calls: Whether downloads rest while somebody here is in a call.
        own_storage: The bucket into which the account itself records, to read from; None where it does not.
    """

    place: VaultPlace = VaultPlace()
    vault: str = ""
    former: dict[str, VaultPlace] = field(default_factory=dict)
    quota: int = 0
    bytes_per_second: int = 0
    not_during_calls: bool = True
    own_storage: Bucket | None = None

    def moved(self, place: VaultPlace) -> ArchiveSettings:
        """Return the settings with the archive going on elsewhere; what lies here stays here and is found."""
        if place == self.place:
            return self
        former = {**self.former, self.vault: self.place} if self.vault else self.former
        known = next((name for name, before in former.items() if before == place), "")
        return replace(self, place=place, vault=known, former=former)


@dataclass(frozen=True, slots=True)
class VaultRoom:
    """How much room there is.

    Attributes:
        free: Bytes; None where nobody can say, as of a bucket.
    """

    free: int | None


class Content(Protocol):
    """The content of one kept file, read from anywhere. Not for several threads at once."""

    @property
    def length(self) -> int:
        """Bytes."""
        ...

    def read_at(self, place: int, size: int) -> bytes:
        """Return up to ``size`` bytes from ``place``; fewer only at the end.

        Raises:
            Damaged: it was changed.
            VaultProblem: it cannot be read now.
        """
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Intake(Protocol):
    """One file on its way in, sealed as it comes. It blocks: used in worker threads, from one at a time.

    Raises ``VaultProblem`` where the disk refuses; what is there already stays.

    Attributes:
        mark: The server's mark of the version that is being taken in.
    """

    mark: str

    @property
    def size(self) -> int:
        """Bytes of content that are there."""
        ...

    @property
    def length(self) -> int | None:
        """Bytes that the content will have; None before :meth:`begin`."""
        ...

    def begin(self, length: int, mark: str) -> None:
        """Say how long the content will be and which version of it this is.

        Raises:
            NotWhole: what is there is of another version; it was forgotten.
            VaultProblem: there is not enough room for all of it.
        """
        ...

    def write(self, data: bytes) -> None:
        """Append.

        Raises:
            NotWhole: that is more than was said; all of it is forgotten.
        """
        ...

    def tail(self, size: int) -> bytes:
        """Return the last bytes that are there, up to ``size``."""
        ...

    def restart(self) -> None:
        """Forget what is there."""
        ...

    def finish(self) -> str:
        """Make sure that all is on the disk; returns the SHA-256 hex digest of the content."""
        ...

    def close(self) -> None:
        """Leave it as far as it is; it can be gone on with another time."""
        ...


class Vault(SealedFiles, Protocol):
    """Where the archive's files lie. All of it blocks: used in worker threads. Raises ``VaultProblem``."""

    @property
    def id(self) -> str:
        """The archive's id; empty before :meth:`open`."""
        ...

    def open(self, expected: str) -> str:
        """Look whether the place is the archive's, and begin one where none was expected.

        Args:
            expected: The id of the archive; empty where none was begun yet.

        Returns:
            The archive's id.

        Raises:
            VaultProblem: it is away, empty, another's, damaged, or may not be written.
        """
        ...

    def room(self) -> VaultRoom:
        """Return how much room there is."""
        ...

    def intake(self, item: ItemId) -> Intake:
        """Begin or go on to take in a file.

        Raises:
            BeingWritten: another copy of the app does.
        """
        ...

    def taken(self, item: ItemId) -> Content:
        """Return the content of what was taken in wholly and not yet put in its place.

        Raises:
            Missing: nothing was.
            Damaged: it is not whole.
        """
        ...

    def put(self, item: ItemId, place: str, progress: Progress) -> None:
        """Put what was taken in wholly in its place; there already is as good. May be broken off and done again.

        Raises:
            NotWhole: what arrived there is not what was sent.
        """
        ...

    def drop(self, item: ItemId) -> None:
        """Forget what was taken in of a file and not put in its place."""
        ...

    def content(self, place: str) -> Content:
        """Return the content of what lies at a place.

        Raises:
            Missing: nothing does.
            Damaged: it is not what was put there.
        """
        ...

    def has(self, place: str) -> bool:
        """Return whether something lies at a place."""
        ...

    def remove(self, place: str) -> None:
        """Delete what lies at a place; nothing there is as good."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


class SealedFetcher(Protocol):
    """Downloads over a presigned link into the archive; nothing of it lies readable on the disk."""

    async def fetch_sealed(
        self,
        url: str,
        intake: Callable[[], Intake],
        *,
        expected_size: int | None,
        progress: Progress,
        pace: Callable[[int], Awaitable[None]],
    ) -> str:
        """Take the file in and return the SHA-256 hex digest of its content; what is there already is gone on with.

        Args:
            url: Presigned: whoever has it can fetch the file.
            intake: Opens where it goes, in a worker thread; it is closed at the end, whatever happens.
            expected_size: Bytes, where the provider said so; another size is an error.
            progress: Called from the loop's thread a few times a second.
            pace: Awaited after each piece with its bytes, before the next is asked for.

        Raises:
            LinkExpired: the link is refused.
            NotFound: the file is gone for good.
            NotWhole: it is not as long as was said; nothing of it was kept.
            VaultProblem: the archive cannot be written; what came is kept.
            AppError: anything else; what came is kept.
        """
        ...


Readable = Callable[[Content, ItemKind], str]
"""Looks whether a content can be read as what it should be; returns how its name ends, or raises ``NotWhole``."""

MakeVault = Callable[[VaultPlace, str], Vault]
"""Makes the archive at a place that has an id, or is to be begun where that is empty."""


class OwnStorage(Protocol):
    """The bucket into which the account itself records: read from, never written. Blocks, as a vault does."""

    def find(self, file_name: str) -> str | None:
        """Return where a recording's file lies, by the name that the provider gave it; None where it does not."""
        ...

    def look(self) -> None:
        """Prove that it can be read.

        Raises:
            VaultProblem: it cannot be now.
        """
        ...

    def content(self, place: str) -> Content:
        """Return the content of what lies at a place.

        Raises:
            Missing: nothing does.
            VaultProblem: it cannot be read now.
        """
        ...


class ArchiveSettingsRepository(Protocol):
    """What a clinic decided of its archive, inside one transaction; secrets are safe there."""

    def get(self) -> ArchiveSettings:
        """Return it."""
        ...

    def keep(self, settings: ArchiveSettings) -> None:
        """Keep it."""
        ...
