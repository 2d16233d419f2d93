"""The one style sheet, filled in from the tokens."""

from __future__ import annotations

from string import Template

from hosted_meetings_desktop.support.paths import resources
from hosted_meetings_desktop.ui.theme.tokens import DARK, SIZE, SPACE, Colours

_SHEET = Template("""
QAbstractScrollArea { border: none; }
QToolTip { background: $surface; color: $text; border: 1px solid $edge; padding: 4px 8px; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="live"] { color: $live; }
QLabel[tone="wait"] { color: $wait; }
QLabel[tone="stop"] { color: $stop; }
QWidget[surface="surface"] { background: $surface; }
QWidget[surface="canvas"] { background: $canvas; }
QWidget[surface="rail"] { background: $rail; }
QFrame[surface="card"] { background: $surface; border: 1px solid $line; border-radius: ${card_radius}px; }
QFrame[surface="line"] { background: $line; border: none; }
QFrame[bar="info"] { background: $over_soft; border: none; border-radius: ${radius}px; }
QFrame[bar="success"] { background: $live_soft; border: none; border-radius: ${radius}px; }
QFrame[bar="warning"] { background: $wait_soft; border: none; border-radius: ${radius}px; }
QFrame[bar="error"] { background: $stop_soft; border: none; border-radius: ${radius}px; }
QFrame[bar][floating="true"] { border: 1px solid $edge; }
QFrame[bar] QLabel { color: $text; }

QPushButton { background: $surface; color: $text; border: 1px solid $edge; border-radius: ${radius}px;
  padding: 6px 13px; min-height: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:checked { background: $accent_soft; border-color: $accent; }
QPushButton:focus { border: 2px solid $accent_text; padding: 5px 12px; }
QPushButton:disabled { color: $disabled; border-color: $line; background: $canvas; }
QPushButton[kind="main"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[kind="main"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="main"]:focus { border: 2px solid $text; }
QPushButton[kind="danger"] { background: $danger; color: $on_danger; border: 1px solid $danger; font-weight: 600; }
QPushButton[kind="danger"]:hover { background: $danger_hover; border-color: $danger_hover; }
QPushButton[kind="danger"]:focus { border: 2px solid $text; }
QPushButton[kind="main"]:disabled, QPushButton[kind="danger"]:disabled {
  background: $over_soft; color: $disabled; border-color: $line; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: $accent_text;
  padding: 6px 7px; font-weight: 600; }
QPushButton[kind="link"]:hover { background: $hover; }
QPushButton[kind="link"]:focus { border: 2px solid $accent_text; padding: 5px 6px; }
QPushButton[kind="choice"] { text-align: left; border: 1px solid $line; border-radius: ${card_radius}px; }
QPushButton[kind="choice"]:hover { border-color: $accent_text; background: $surface; }
QPushButton[kind="choice"]:checked { background: $accent_soft; border: 1px solid $accent_text; }
QPushButton[kind="choice"]:focus { border: 2px solid $accent_text; }
QPushButton[kind="segment"] { border: 1px solid $edge; border-radius: ${radius}px; padding: 6px 13px; }
QPushButton[kind="segment"]:checked { background: $accent_soft; border: 1px solid $accent_text; }
QPushButton[kind="segment"]:focus { border: 2px solid $accent_text; padding: 5px 12px; }
QPushButton::menu-indicator { image: url("$chevron_down"); width: 14px; height: 14px; subcontrol-origin: padding;
  subcontrol-position: center right; right: 6px; }
QToolButton { background: transparent; color: $text; border: 1px solid transparent; border-radius: ${radius}px;
  padding: 6px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $pressed; }
QToolButton:checked { background: $accent_soft; }
QToolButton:focus { border: 2px solid $accent_text; padding: 5px; }
QToolButton:disabled { color: $disabled; }
QToolButton::menu-indicator { image: none; width: 0px; }
QToolButton[kind="rail"] { text-align: left; padding: 0 11px; min-height: 38px; max-height: 38px; }
QToolButton[kind="rail"]:checked { background: $accent_soft; font-weight: 600; }
QToolButton[kind="rail"]:focus { border: 2px solid $accent_text; padding: 0 10px; min-height: 36px;
  max-height: 36px; }
QToolButton[kind="disclosure"] { padding: 6px 8px 6px 0; }
QToolButton[kind="disclosure"]:checked { background: transparent; }
QToolButton[kind="disclosure"]:focus { border: 2px solid $accent_text; padding: 5px 7px 5px 0; }
QToolButton[kind="strip"] { padding: 2px 8px; min-height: 20px; color: $muted; }
QToolButton[kind="strip"]:focus { border: 2px solid $accent_text; padding: 1px 7px; }

QLineEdit, QAbstractSpinBox, QComboBox { background: $surface; color: $text; border: 1px solid $edge;
  border-radius: ${radius}px; padding: 4px 9px; min-height: 22px; selection-background-color: $accent_soft;
  selection-color: $text; }
QLineEdit, QComboBox { placeholder-text-color: $muted; }
QPlainTextEdit, QTextEdit { background: $surface; color: $text; border: 1px solid $edge;
  border-radius: ${radius}px; padding: 4px 7px; selection-background-color: $accent_soft; selection-color: $text; }
QComboBox:!editable { padding: 4px 11px; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border: 2px solid $accent_text; padding: 3px 8px; }
QComboBox:!editable:focus { padding: 3px 10px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent_text; padding: 3px 6px; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: $disabled; background: $canvas;
  border-color: $line; }
QLineEdit:read-only { background: $canvas; }
QWidget[problem="true"] { border: 2px solid $stop; padding: 3px 8px; }
QComboBox[compact="true"], QAbstractSpinBox[compact="true"], QLineEdit[compact="true"] { padding: 2px 7px;
  min-height: 22px; }
QComboBox[compact="true"]:!editable { padding: 2px 9px; }
QComboBox[narrow="true"]:!editable { padding: 4px 8px; }
QComboBox[narrow="true"]:!editable:focus { padding: 3px 7px; }
QComboBox::drop-down { border: none; width: 24px; subcontrol-origin: padding; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("$chevron_down"); width: 16px; height: 16px; }
QComboBox { combobox-popup: 0; }
QComboBox QAbstractItemView { background: $surface; color: $text; border: 1px solid $edge; outline: 0;
  selection-background-color: $accent_soft; selection-color: $text; }
QComboBox QAbstractItemView::item { padding: 4px 8px; min-height: 20px; border-radius: ${radius}px; }
QAbstractSpinBox::up-button { border: none; width: 20px; subcontrol-origin: padding;
  subcontrol-position: top right; }
QAbstractSpinBox::down-button { border: none; width: 20px; subcontrol-origin: padding;
  subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url("$chevron_up"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$chevron_down"); width: 12px; height: 12px; }
QDateTimeEdit[calendarPopup="true"]::drop-down { border: none; width: 24px; subcontrol-origin: padding;
  subcontrol-position: center right; }
QDateTimeEdit[calendarPopup="true"]::down-arrow { image: url("$chevron_down"); width: 16px; height: 16px; }
QCheckBox, QRadioButton { spacing: 8px; min-height: 24px; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $edge; border-radius: 4px; background: $surface; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent_text; }
QCheckBox::indicator:disabled { border-color: $line; background: $canvas; }
QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $edge; border-radius: 9px;
  background: $surface; }
QRadioButton::indicator:checked { background: qradialgradient(cx:0.5, cy:0.5, radius:0.5, fx:0.5, fy:0.5,
  stop:0 $on_accent, stop:0.42 $on_accent, stop:0.5 $accent, stop:1 $accent); border-color: $accent; }

QTableView, QTreeView, QListView { background: $surface; color: $text; border: none; outline: 0;
  gridline-color: $line; }
QTableView { border: 2px solid $surface; }
QTableView:focus { border-color: $accent_text; }
QTableView::item { border: none; border-bottom: 1px solid $line; padding: 0 8px; }
QTableView::item:first { padding: 0 8px 0 19px; }
QListView::item { padding: 4px 8px; border-radius: ${radius}px; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected { background: $accent_soft;
  color: $text; }
QTableView[inset="true"]::item:first { padding: 0 8px 0 0; }
QTableView[calendar="true"], QTableView[calendar="true"]:focus { border: none; }
QTableView[calendar="true"]::item, QTableView[calendar="true"]::item:first { border: none; padding: 0; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $surface; }
QCalendarWidget QToolButton { font-weight: 600; padding: 4px 8px; }
QCalendarWidget QToolButton:focus { padding: 3px 7px; }
QCalendarWidget QSpinBox { min-height: 20px; padding: 1px 4px; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $muted; border: none; border-bottom: 1px solid $line;
  padding: 0 11px; min-height: 31px; }
QHeaderView::section:first { padding: 0 11px 0 22px; }
QTableView[inset="true"] QHeaderView::section:first { padding: 0 11px 0 3px; }
QHeaderView::section:hover { background: $hover; }
QHeaderView::up-arrow { image: url("$chevron_up"); width: 14px; height: 14px; subcontrol-position: center right;
  right: 4px; }
QHeaderView::down-arrow { image: url("$chevron_down"); width: 14px; height: 14px; subcontrol-position: center right;
  right: 4px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $slot; }
QSlider::sub-page:horizontal { border-radius: 2px; background: $accent_text; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px;
  background: $accent_text; }
QSlider::handle:horizontal:focus { border: 2px solid $text; width: 12px; height: 12px; margin: -6px 0;
  border-radius: 8px; }
QSlider::handle:horizontal:disabled, QSlider::sub-page:horizontal:disabled { background: $disabled; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QProgressBar { background: $skeleton; border: none; border-radius: 3px; max-height: 6px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QProgressBar[tone="wait"]::chunk { background: $wait; }
QGroupBox { border: none; }

QMenuBar { background: $rail; color: $text; border: none; padding: 2px 4px; }
QMenuBar::item { background: transparent; padding: 4px 10px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $surface; color: $text; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
""")


def style_sheet(theme: Colours) -> str:
    """Return the style sheet in ``theme``."""
    icons = resources() / "icons"
    suffix = "dark" if theme is DARK else "light"
    values: dict[str, object] = {
        **theme._asdict(),
        "radius": SIZE.radius,
        "card_radius": SIZE.card_radius,
        "row": SPACE.row,
        "slot": theme.disabled,
        "chevron_down": (icons / f"chevron_down_{suffix}.svg").as_posix(),
        "chevron_up": (icons / f"chevron_up_{suffix}.svg").as_posix(),
        "check": (icons / "check.svg").as_posix(),
    }
    return _SHEET.substitute(values)
