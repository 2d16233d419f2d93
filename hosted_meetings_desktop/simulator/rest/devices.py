"""What a browser says of itself, as the service's reports on connections tell it."""

from __future__ import annotations

import re
from typing import Any

_BROWSERS = (
    ("Edge", re.compile(r"Edg(?:e|A|iOS)?/([\d.]+)")),
    ("Opera", re.compile(r"OPR/([\d.]+)")),
    ("Firefox", re.compile(r"(?:Firefox|FxiOS)/([\d.]+)")),
    ("Chrome", re.compile(r"(?:Chrome|CriOS)/([\d.]+)")),
    ("Safari", re.compile(r"Version/([\d.]+).*Safari")),
)
_SYSTEMS = (
    ("Windows", re.compile(r"Windows NT ([\d.]+)")),
    ("Android", re.compile(r"Android ([\d.]+)")),
    ("iOS", re.compile(r"(?:iPhone|CPU) OS ([\d_]+)")),
    ("macOS", re.compile(r"Mac OS X ([\d_.]+)")),
    ("Linux", re.compile(r"Linux()")),
)


def device_info(user_agent: str) -> dict[str, Any]:
    """Return ``peer_stats.device_info``; of a peer without a browser only that it is no telephone."""
    found: dict[str, Any] = {"is_mobile": "Mobi" in user_agent}
    for name, known in (("browser", _BROWSERS), ("os", _SYSTEMS)):
        for said, pattern in known:
            if (match := pattern.search(user_agent)) is not None:
                found |= {name: said, f"{name}_version": match[1].replace("_", ".")}
                break
    return found | ({"user_agent": user_agent} if user_agent else {})


def report_metadata(user_agent: str) -> dict[str, Any]:
    """Return the same as ``peer_report.metadata`` has it: the browser apart from the device."""
    info = device_info(user_agent)
    browser = {name: info.pop(name) for name in ("browser", "browser_version", "user_agent") if name in info}
    return {"device_info": info, "browser_metadata": browser}
