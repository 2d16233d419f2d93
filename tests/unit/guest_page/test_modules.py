"""The page is exported without the app: every module that one of its scripts asks for goes along."""

from __future__ import annotations

import posixpath
import re

import pytest

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.guest_page.brand import GuestBrand
from hosted_meetings_desktop.guest_page.contents import page_files
from hosted_meetings_desktop.support.paths import resources

_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^;"']*?(?:from\s*)?["'](\.[^"']+)["']""", re.MULTILINE)


@pytest.mark.parametrize("practice", [False, True])
def test_every_import_leads_to_a_file_of_the_page(practice: bool) -> None:
    files = page_files(GuestBrand(name="Clinic", kits=(Kit.DYTE, Kit.REALTIMEKIT)), resources(), practice=practice)
    scripts = {name: file for name, file in files.items() if name.endswith(".js") and not name.startswith("kit/")}
    asked = {
        (name, posixpath.normpath(posixpath.join(posixpath.dirname(name), wanted)))
        for name, file in scripts.items()
        for wanted in _IMPORT.findall(file.content().decode())
    }
    assert len(asked) > 20
    assert [(name, wanted) for name, wanted in sorted(asked) if wanted not in files] == []
