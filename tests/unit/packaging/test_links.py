"""Each system is told of the same links, and hands them over so that they stay links."""

from __future__ import annotations

import ast
import plistlib
import runpy
import shlex
from configparser import ConfigParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hosted_meetings_desktop.bootstrap.options import parse
from hosted_meetings_desktop.domain.deep_link import SCHEME, DeepLink, Refusal

ROOT = Path(__file__).parents[3]
PACKAGING = ROOT / "packaging"
LINK = DeepLink("3f2b8c1e-9d41-4c7a-8a55-0c1d2e3f4a5b")
WIX = "{http://schemas.microsoft.com/wix/2006/wi}"


# ---- Linux
def _desktop_entry() -> dict[str, str]:
    parser = ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(PACKAGING / "linux" / "hosted-meetings.desktop", encoding="utf-8")
    assert parser.sections() == ["Desktop Entry"]
    return dict(parser["Desktop Entry"])


def test_the_menu_entry_takes_links() -> None:
    entry = _desktop_entry()
    assert entry["Type"] == "Application"
    assert entry["MimeType"] == f"x-scheme-handler/{SCHEME};"
    assert all(value.endswith(";") for key, value in entry.items() if key in {"Categories", "Keywords", "MimeType"})
    program, *arguments = shlex.split(entry["Exec"])
    assert arguments == ["%u"], "one link, as one argument; nothing when it is started from the menu"
    assert parse([]).link is None
    assert parse([LINK.address()]).link == LINK
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'{program} = "hosted_meetings_desktop' in pyproject


def test_the_menu_entry_has_the_name_by_which_the_app_calls_itself() -> None:
    desktop = (ROOT / "hosted_meetings_desktop" / "bootstrap" / "desktop.py").read_text("utf-8")
    assert 'setDesktopFileName("hosted-meetings")' in desktop
    assert _desktop_entry()["StartupWMClass"] == "hosted-meetings"


# ---- Windows
def _registry() -> dict[tuple[str, str], str]:
    tree = ElementTree.parse(PACKAGING / "windows" / "link-scheme.wxs")  # noqa: S314 (our own file)
    return {
        (each.attrib["Key"], each.attrib.get("Name", "")): each.attrib["Value"]
        for each in tree.iter(f"{WIX}RegistryValue")
    }


def test_windows_knows_the_scheme() -> None:
    values, key = _registry(), rf"Software\Classes\{SCHEME}"
    assert values[key, "URL Protocol"] == ""
    assert values[key, ""].startswith("URL:")
    assert set(values) == {
        (key, ""), (key, "URL Protocol"), (rf"{key}\DefaultIcon", ""), (rf"{key}\shell\open\command", ""),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        (LINK.address(), LINK),
        ("--self-test", Refusal.STRANGE),
        ("hostedmeetings://join/x", Refusal.STRANGE),
    ],
)
def test_what_windows_hands_over_stays_a_link(link: str, asked: DeepLink | Refusal) -> None:
    command = _registry()[rf"Software\Classes\{SCHEME}\shell\open\command", ""]
    assert command.startswith('"[INSTALLDIR]hosted-meetings.exe" ')
    program, *arguments = shlex.split(command.replace("%1", link))
    assert program.endswith("hosted-meetings.exe")
    assert parse(arguments).link == asked


def test_a_link_that_breaks_out_of_its_quotes_starts_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    command = _registry()[rf"Software\Classes\{SCHEME}\shell\open\command", ""]
    with pytest.raises(SystemExit):
        parse(shlex.split(command.replace("%1", 'x" --practice --tour "folder'))[1:])
    assert "one link" in capsys.readouterr().err


def test_what_stands_in_the_fragment_refers_to_itself() -> None:
    tree = ElementTree.parse(PACKAGING / "windows" / "link-scheme.wxs")  # noqa: S314 (our own file)
    refers = {each.attrib["Id"] for each in tree.iter(f"{WIX}ComponentRef")}
    assert refers == {each.attrib["Id"] for each in tree.iter(f"{WIX}Component")}


# ---- macOS
def test_macos_knows_the_scheme_and_why_camera_and_microphone_are_asked_for() -> None:
    made = runpy.run_path(str(PACKAGING / "macos" / "info_plist.py"))
    told = plistlib.loads(plistlib.dumps(made["INFO_PLIST"]))
    (kind,) = told["CFBundleURLTypes"]
    assert kind["CFBundleURLSchemes"] == [SCHEME]
    assert told["NSCameraUsageDescription"].endswith(".")
    assert told["NSMicrophoneUsageDescription"].endswith(".")


def test_the_spec_puts_it_into_the_bundle() -> None:
    spec = ast.parse((ROOT / "pyinstaller.spec").read_text("utf-8"))
    (bundle,) = (
        node
        for node in ast.walk(spec)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "BUNDLE"
    )
    named = {each.arg: ast.unparse(each.value) for each in bundle.keywords}
    assert (named["info_plist"], named["bundle_identifier"]) == ("info_plist.INFO_PLIST", "info_plist.IDENTIFIER")
