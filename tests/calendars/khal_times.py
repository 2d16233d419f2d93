"""Reads calendar files with khal and tells when every event starts and ends; a program of its own.

khal sets up icalendar for pytz, for the whole process. One file for each line of input (a JSON string), one answer
for each line of output.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any

import icalendar
import pytz
from khal.khalendar.backend import SQLiteDb


def times(text: str) -> list[tuple[int, int]]:
    icalendar.use_pytz()
    locale: Any = {"local_timezone": pytz.UTC, "default_timezone": pytz.UTC}
    database = SQLiteDb(["clinic"], ":memory:", locale)
    database.update(text, "file.ics", calendar="clinic")
    span = (datetime(year, 1, 1, tzinfo=pytz.UTC) for year in (2020, 2040))
    return sorted((int(each[2].timestamp()), int(each[3].timestamp())) for each in database.get_localized(*span))


for line in sys.stdin:
    sys.stdout.write(json.dumps(times(json.loads(line))) + "\n")
    sys.stdout.flush()
