"""The newest time zones are used, wherever they lie."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
import tzdata

from hosted_meetings_desktop.support.zone_data import use_newest_zone_data


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = zoneinfo.TZPATH
    yield
    zoneinfo.reset_tzpath(before)
    zoneinfo.ZoneInfo.clear_cache()


def _system(folder: Path, first_line: str) -> None:
    (folder / "tzdata.zi").write_text(f"{first_line}\nrest\n", "ascii")
    zoneinfo.reset_tzpath([str(folder)])


def test_older_data_of_the_system_makes_way(tmp_path: Path) -> None:
    _system(tmp_path, "# version 2020a")
    assert use_newest_zone_data() == tzdata.IANA_VERSION
    assert zoneinfo.ZoneInfo("Europe/Berlin").key == "Europe/Berlin"
    assert (str(tmp_path),) != zoneinfo.TZPATH


def test_newer_data_of_the_system_stays(tmp_path: Path) -> None:
    _system(tmp_path, "# version 2099z")
    assert use_newest_zone_data() == "2099z"
    assert (str(tmp_path),) == zoneinfo.TZPATH


@pytest.mark.parametrize("line", ["", "something else"])
def test_a_system_that_tells_nothing_is_not_trusted(tmp_path: Path, line: str) -> None:
    _system(tmp_path, line)
    assert use_newest_zone_data() == tzdata.IANA_VERSION


def test_without_any_the_apps_own_are_used() -> None:
    zoneinfo.reset_tzpath([])
    assert use_newest_zone_data() == tzdata.IANA_VERSION
    assert zoneinfo.ZoneInfo("Africa/Casablanca").key == "Africa/Casablanca"
