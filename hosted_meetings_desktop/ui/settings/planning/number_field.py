"""A whole number with arrows, as high as the other fields."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox

from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LEAD = SPACE.row + SPACE.hair // 2  # with the frame, what the style sheet gives the other fields


class NumberField(QSpinBox):
    """A number."""

    def __init__(self, least: int, most: int, *, step: int = 1) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setSingleStep(step)
        self.setFixedHeight(SIZE.control)
        calm(self)
        # The style sheet cannot give a field with arrows the lead of the others.
        self.lineEdit().setTextMargins(_LEAD, 0, _LEAD, 0)
