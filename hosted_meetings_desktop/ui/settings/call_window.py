"""The settings' group about the call window: when it becomes small, and captions."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from hosted_meetings_desktop.ui.call.preferences import CallPreferences, CaptionSize, MiniOffer
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.settings.group import SettingsGroup


class CallWindowGroup(SettingsGroup):
    """Every choice takes effect with the next call, the small window's at once."""

    def __init__(self, preferences: CallPreferences, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("CallWindowGroup", "During a call")
        found_by = QCoreApplication.translate("CallWindowGroup", "subtitles picture in picture mini always on top")
        super().__init__(title, parent, found_by=found_by)
        self._preferences = preferences
        self.offer = QComboBox()
        for offer, text in (
            (MiniOffer.ASK, self.tr("Offer the small window")),
            (MiniOffer.ALWAYS, self.tr("Make the call small")),
            (MiniOffer.NEVER, self.tr("Leave the call as it is")),
        ):
            self.offer.addItem(text, offer.value)
        self.offer.activated.connect(self._keep_offer)
        note = self.tr("The small window stays in front of all others, with the picture and the most needed buttons.")
        self.add_row(self.tr("When I turn to this window during a call"), self.offer, note=note)
        self.captions = QCheckBox(self.tr("Show captions where a meeting has them"))
        self.captions.setAccessibleName(self.captions.text())
        self.captions.clicked.connect(self._keep_captions)
        self.add_wide(self.captions)
        self.caption_size = QComboBox()
        for size, text in (
            (CaptionSize.NORMAL, self.tr("Normal")),
            (CaptionSize.LARGE, self.tr("Large")),
            (CaptionSize.LARGEST, self.tr("Very large")),
        ):
            self.caption_size.addItem(text, size.value)
        self.caption_size.activated.connect(self._keep_size)
        note = self.tr("Captions are made by the video service, for meetings whose presets allow it.")
        self.add_row(self.tr("Size of captions"), self.caption_size, note=note)
        calm(self.offer, self.caption_size)
        self.reload()

    def reload(self) -> None:
        """Show what is kept; a call may have changed it."""
        self.offer.setCurrentIndex(self.offer.findData(self._preferences.mini_offer.value))
        self.captions.setChecked(self._preferences.captions)
        self.caption_size.setCurrentIndex(self.caption_size.findData(self._preferences.caption_size.value))

    def _keep_offer(self, row: int) -> None:
        self._preferences.mini_offer = MiniOffer(self.offer.itemData(row))

    def _keep_captions(self, on: bool) -> None:  # noqa: FBT001 (a signal's)
        self._preferences.captions = on

    def _keep_size(self, row: int) -> None:
        self._preferences.caption_size = CaptionSize(self.caption_size.itemData(row))
