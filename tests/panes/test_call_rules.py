"""What the call page is served, whom it may speak to, and what it may lead to."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWebEngineCore import QWebEngineDownloadRequest

from hosted_meetings_desktop.ui.call import scheme
from hosted_meetings_desktop.ui.call.clock import clock_text
from hosted_meetings_desktop.ui.call.downloads import Downloads, free_path, safe_name
from hosted_meetings_desktop.ui.call.interceptor import TrafficRules
from hosted_meetings_desktop.ui.call.links import Link, kind_of, plain_name
from hosted_meetings_desktop.ui.call.permissions import is_our_page

scheme.register()

EDGE = "http://127.0.0.1:4711/edge"


@pytest.fixture
def call_folder(tmp_path: Path) -> Path:
    """A folder like ``resources/call``, with things beside it that must not be served."""
    folder = tmp_path / "call"
    kit = folder / "node_modules" / "@cloudflare" / "realtimekit" / "dist"
    face = folder / "node_modules" / "@cloudflare" / "realtimekit-ui" / "dist" / "realtimekit-ui"
    for path in (
        folder / "web" / "call.html",
        folder / "web" / "assets" / "joined.wav",
        folder / "web" / "deeper" / "call.js",
        folder / "package.json",
        kit / "browser.js",
        kit / "index.es.js",
        kit.parent / "package.json",
        face / "realtimekit-ui.esm.js",
        face / "realtimekit-ui.css",
        tmp_path / "secret.json",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return folder


@pytest.mark.parametrize(
    "path",
    ["/call.html", "/assets/joined.wav", "/kit/realtimekit/browser.js", "/kit/realtimekit-ui/realtimekit-ui.esm.js"],
)
def test_our_files_and_the_kits_scripts_are_served(call_folder: Path, path: str) -> None:
    assert scheme.locate(path, call_folder) is not None


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/missing.html",
        "/../package.json",
        "/../../secret.json",
        "/assets/../../package.json",
        "/assets/../call.html",
        "/deeper/call.js",
        "//call.html",
        "/kit/realtimekit/index.es.js",
        "/kit/realtimekit/../package.json",
        "/kit/realtimekit-ui/realtimekit-ui.css",
        "/kit/realtimekit-ui/../../../realtimekit/dist/browser.js",
        "/kit/unknown/browser.js",
        "/kit//browser.js",
        "/node_modules/@cloudflare/realtimekit/dist/browser.js",
        "/call.html/",
        "/call.html\x00.js",
        "\\..\\package.json",
        "C:/call.html",
    ],
)
def test_nothing_else_is_served(call_folder: Path, path: str) -> None:
    assert scheme.locate(path, call_folder) is None


@given(st.text(max_size=60))
def test_whatever_is_asked_for_stays_inside(path: str) -> None:
    found = scheme.locate(path)
    assert found is None or scheme.resources() / "call" in found.resolve().parents


@pytest.mark.parametrize(
    "url",
    [
        "app://call/call.html",
        "blob:app://call/4-5",
        "data:image/png,x",
        f"{EDGE}/api/v2",
        "ws://127.0.0.1:4711/edge/s/ws",
    ],
)
def test_in_practice_the_page_speaks_to_the_embedded_dyte(url: str) -> None:
    assert TrafficRules(EDGE).verdict(url).allowed


@pytest.mark.parametrize(
    "url",
    [
        "app://other/call.html",
        "http://127.0.0.1:4711/v2/meetings",
        "http://127.0.0.1:4711/edge/../v2/meetings",
        "http://127.0.0.1:4711/edgeless",
        "http://127.0.0.1:4712/edge/api",
        "https://127.0.0.1:4711/edge/api",
        "https://api.dyte.io/v2",
        "file:///etc/passwd",
        "qrc:/qtwebchannel/qwebchannel.js",
        "chrome://gpu",
        "https://example.com/",
        "",
    ],
)
def test_in_practice_everything_else_is_blocked(url: str) -> None:
    assert not TrafficRules(EDGE).verdict(url).allowed


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://api.dyte.io/v2/internals/participant-details", True),
        ("wss://socket-edge.realtime.cloudflare.com/ws", True),
        ("https://api.cluster.dyte.in/v2", True),
        ("http://api.dyte.io/v2", False),
        ("https://dyte.io.example.com/", False),
        ("https://notdyte.io/", False),
        ("https://cloudflare.com/", False),
        ("https://rtk-chat.0123abcd.r2.cloudflarestorage.com/files/x-ray.png", True),
        ("https://0123abcd.eu.r2.cloudflarestorage.com/rtk-chat/x-ray.png", True),
        ("http://0123abcd.r2.cloudflarestorage.com/rtk-chat/x-ray.png", False),
        ("wss://0123abcd.r2.cloudflarestorage.com/", False),
        ("https://r2.cloudflarestorage.com/", False),
        ("https://r2.cloudflarestorage.com.example.com/", False),
        ("https://notr2.cloudflarestorage.com/", False),
        ("https://0123abcd.r2.dev/", False),
        ("http://127.0.0.1:4711/edge/api", False),
    ],
)
def test_with_the_real_service_only_the_providers_are_reached(url: str, *, allowed: bool) -> None:
    assert TrafficRules().verdict(url).allowed is allowed


@pytest.mark.parametrize("rules", [TrafficRules(), TrafficRules(EDGE)])
@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("https://rtk-uploads.realtime.cloudflare.com/notification_join.mp3", "joined.wav"),
        ("https://dyte-uploads.s3.ap-south-1.amazonaws.com/notification_message.mp3", "message.wav"),
        ("https://assets.dyte.io/ui-kit/speaker-test.mp3", "speaker-test.wav"),
        ("https://cdn.dyte.in/assets/emojis-data.json", "emojis-data.json"),
        ("https://rtk-assets.realtime.cloudflare.com/ui-kit/permissions/chrome.svg", "permissions.svg"),
        ("https://fonts.googleapis.com/css2", "fonts.css"),
    ],
)
def test_what_the_kits_fetch_from_cdns_comes_from_this_pc(rules: TrafficRules, url: str, local: str) -> None:
    verdict = rules.verdict(url)
    assert verdict.redirect == f"app://call/assets/{local}"
    assert scheme.locate(f"/assets/{local}") is not None


def test_unknown_files_of_the_cdns_are_blocked() -> None:
    assert not TrafficRules().verdict("https://assets.dyte.io/ui-kit/tracker.js").allowed


def test_the_content_policy_lets_files_of_the_chat_be_put_and_shown_with_the_real_service_alone() -> None:
    files = "https://*.r2.cloudflarestorage.com"
    rules = dict(
        rule.strip().partition(" ")[::2] for rule in scheme.content_policy(TrafficRules().servers()).split(";")
    )
    assert all(files in rules[kind].split() for kind in ("connect-src", "img-src", "media-src"))
    assert files not in rules["script-src"]
    assert "cloudflarestorage" not in scheme.content_policy(TrafficRules(EDGE).servers())
    assert not TrafficRules(EDGE).verdict("https://0123abcd.r2.cloudflarestorage.com/x.png").allowed


def test_the_content_policy_names_the_edge_and_no_wildcard() -> None:
    policy = scheme.content_policy(TrafficRules(EDGE).servers())
    assert "ws://127.0.0.1:4711" in policy
    assert "'unsafe-eval'" not in policy
    assert " * " not in policy


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://example.com/leaflet.pdf", Link.PAGE),
        ("https://example.com/?keyword=knee&author=Rao&page=2", Link.PAGE),
        ("https://example.com/keys/turkey?monkey=1#section-2", Link.PAGE),
        ("https://example.com/watch?v=keyJumper", Link.PAGE),
        ("mailto:desk@example.com", Link.MAIL),
        ("mailto:desk@example.com?subject=Knee", Link.MAIL),
        ("tel:+442079460000", Link.PHONE),
        ("https://test.realtime.cloudflare.com/?authToken=abc", Link.WITH_SECRET),
        ("https://example.com/?a=1&auth_token=abc", Link.WITH_SECRET),
        ("https://example.com/?access-token=abc", Link.WITH_SECRET),
        ("https://example.com/?auth%54oken=abc", Link.WITH_SECRET),
        ("https://example.com/?api_key=abc", Link.WITH_SECRET),
        ("https://example.com/?apikey=abc", Link.WITH_SECRET),
        ("https://example.com/?key=abc", Link.WITH_SECRET),
        ("https://example.com/;token=abc", Link.WITH_SECRET),
        ("https://example.com/#access_token=abc", Link.WITH_SECRET),
        ("https://example.com/#/call?room=1&token=abc", Link.WITH_SECRET),
        ("https://example.com/#eyJhbGciOi", Link.WITH_SECRET),
        ("https://example.com/#realtimekit.eyJhbGciOi", Link.WITH_SECRET),
        ("https://example.com/%65yJhbGciOi", Link.WITH_SECRET),
        ("mailto:desk@example.com?body=eyJhbGciOi", Link.WITH_SECRET),
        ("https://name:word@example.com/", Link.WITH_SECRET),
        ("file:///etc/passwd", Link.ELSE),
        ("javascript:alert(1)", Link.ELSE),
        ("javascript:location='/?token='", Link.ELSE),
        ("", Link.ELSE),
    ],
)
def test_links_are_sorted_by_where_they_lead_and_what_they_carry(url: str, kind: Link) -> None:
    assert kind_of(QUrl(url)) is kind


def test_a_link_is_named_by_its_host() -> None:
    assert plain_name(QUrl("https://example.com/a/b?c")) == "example.com"
    assert plain_name(QUrl("mailto:desk@example.com")) == "desk@example.com"


@pytest.mark.parametrize("wanted", ["../../x.pdf", "/etc/x.pdf", "..\\x.pdf", "x\x00.pdf", ".x.pdf", "c:x.pdf"])
def test_downloads_keep_to_their_folder(wanted: str, tmp_path: Path) -> None:
    name = safe_name(wanted)
    assert (tmp_path / name).resolve().parent == tmp_path
    assert not name.startswith(".")


def test_a_download_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").touch()
    (tmp_path / "x (2).pdf").touch()
    assert free_path(tmp_path, "x.pdf") == tmp_path / "x (3).pdf"


class Profile(QObject):
    """Where downloads come from."""

    downloadRequested = Signal(object)  # noqa: N815 - Qt's name


class Download(QObject):
    """A download that somebody asks for: Qt's names."""

    stateChanged = Signal(QWebEngineDownloadRequest.DownloadState)  # noqa: N815 - Qt's name

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[str] = []

    def url(self) -> QUrl:
        return QUrl("blob:app://call/4-5")

    def isSavePageDownload(self) -> bool:
        return False

    def suggestedFileName(self) -> str:
        return "letter.txt"

    def setDownloadDirectory(self, folder: str) -> None:
        self.answers.append(folder)

    def setDownloadFileName(self, name: str) -> None:
        self.answers.append(name)

    def accept(self) -> None:
        self.answers.append("accepted")

    def cancel(self) -> None:
        self.answers.append("cancelled")


def test_a_downloads_folder_that_cannot_be_made_is_told(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "Downloads").write_text("a file where the folder should be")
    profile, download = Profile(), Download()
    downloads = Downloads(profile, tmp_path / "Downloads")
    told: list[str] = []
    downloads.failed.connect(told.append)
    profile.downloadRequested.emit(download)
    assert told == ["letter.txt"]
    assert download.answers == ["cancelled"]


def test_the_downloads_folder_is_made_when_it_is_missing(qapp: object, tmp_path: Path) -> None:
    profile, download = Profile(), Download()
    downloads = Downloads(profile, tmp_path / "Downloads")
    saved: list[Path] = []
    downloads.saved.connect(saved.append)
    profile.downloadRequested.emit(download)
    assert download.answers == [str(tmp_path / "Downloads"), "letter.txt", "accepted"]
    download.stateChanged.emit(QWebEngineDownloadRequest.DownloadState.DownloadCompleted)
    assert saved == [tmp_path / "Downloads" / "letter.txt"]


def test_two_files_of_one_name_at_the_same_time_are_two_files(qapp: object, tmp_path: Path) -> None:
    profile, first, second, third = Profile(), Download(), Download(), Download()
    downloads = Downloads(profile, tmp_path)
    saved: list[str] = []
    downloads.saved.connect(lambda path: saved.append(path.name))
    profile.downloadRequested.emit(first)
    first.stateChanged.emit(QWebEngineDownloadRequest.DownloadState.DownloadInProgress)
    profile.downloadRequested.emit(second)
    first.stateChanged.emit(QWebEngineDownloadRequest.DownloadState.DownloadInterrupted)
    profile.downloadRequested.emit(third)
    for each in (second, third):
        each.stateChanged.emit(QWebEngineDownloadRequest.DownloadState.DownloadCompleted)
    assert saved == ["letter (2).txt", "letter.txt"]


@pytest.mark.parametrize(
    ("origin", "ours"),
    [("app://call/", True), ("app://call", True), ("app://other/", False), ("https://call/", False), ("", False)],
)
def test_only_the_call_page_may_ask(origin: str, *, ours: bool) -> None:
    assert is_our_page(QUrl(origin)) is ours


def test_the_ladder_of_the_patients_page_is_served_and_nothing_else_of_it() -> None:
    assert scheme.locate("/guest/ladder.js") is not None
    for path in ("/guest/main.js", "/guest/index.html", "/guest/../guest/main.js", "/guest/languages/en.json"):
        assert scheme.locate(path) is None


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "00:00"), (59, "00:59"), (754, "12:34"), (3_661, "1:01:01"), (-1, "00:00")]
)
def test_the_clock_reads_like_a_clock(seconds: int, text: str) -> None:
    assert clock_text(seconds) == text
