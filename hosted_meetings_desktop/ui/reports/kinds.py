"""As what kind of file a report can be saved, and over which days."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import QCoreApplication


def _tr(text: str) -> str:
    return QCoreApplication.translate("ReportKinds", text)


class Kind(StrEnum):
    """The value is the file's ending."""

    XLSX = "xlsx"
    PDF = "pdf"
    CSV = "csv"


class Span(StrEnum):
    """Days that are often wanted."""

    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    THIS_YEAR = "this-year"
    LAST_YEAR = "last-year"
    ALL = "all"
    OTHER = "other"


def kind_word(kind: Kind) -> str:
    """Return what a kind is called."""
    return {Kind.XLSX: _tr("Excel workbook"), Kind.PDF: _tr("PDF"), Kind.CSV: _tr("CSV")}[kind]


def kind_hint(kind: Kind) -> str:
    """Return what a kind is good for."""
    return {
        Kind.XLSX: _tr("All rows, with sums and a sheet that explains them: for reading and for going on with."),
        Kind.PDF: _tr("With the clinic's letterhead: for printing and for handing out."),
        Kind.CSV: _tr("All rows and nothing else: for other programs."),
    }[kind]


def kind_filter(kind: Kind) -> str:
    """Return the files of a kind as file dialogs take it."""
    return {
        Kind.XLSX: _tr("Excel workbooks (*.xlsx)"),
        Kind.PDF: _tr("PDF files (*.pdf)"),
        Kind.CSV: _tr("CSV files (*.csv)"),
    }[kind]


def span_word(span: Span) -> str:
    """Return what days are called."""
    return {
        Span.THIS_MONTH: _tr("This month"),
        Span.LAST_MONTH: _tr("Last month"),
        Span.THIS_YEAR: _tr("This year"),
        Span.LAST_YEAR: _tr("Last year"),
        Span.ALL: _tr("All days"),
        Span.OTHER: _tr("Other days"),
    }[span]


def days_of(span: Span, today: date) -> tuple[date, date]:
    """Return the first and the last day; of ``ALL`` and ``OTHER``, which have none of their own, this month's."""
    first = today.replace(day=1)
    if span is Span.LAST_MONTH:
        last = first - timedelta(days=1)
        return last.replace(day=1), last
    if span in {Span.THIS_YEAR, Span.LAST_YEAR}:
        year = today.year - (span is Span.LAST_YEAR)
        return date(year, 1, 1), date(year, 12, 31)
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)
