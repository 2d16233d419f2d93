"""Fields: a secret, which addresses may be typed, and where a file goes under what name."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion, documents_folder, plain_file_name
from hosted_meetings_desktop.ui.parts.secret_field import SecretField
from hosted_meetings_desktop.ui.parts.web_address import secure_address

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_a_secret_is_hidden_until_asked_for_and_forgotten_with_its_history(qtbot):
    field = SecretField()
    qtbot.addWidget(field)
    field.show()
    qtbot.waitExposed(field)
    qtbot.keyClicks(field, "k3y")
    assert field.hidden
    assert field.displayText() != "k3y"
    field.eye.trigger()
    assert field.displayText() == "k3y"
    assert field.eye.text() == "Hide what you typed"
    field.forget()
    assert field.text() == ""
    assert field.hidden
    assert not field.isUndoAvailable()


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("https://api.dyte.io/v2", True),
        ("http://127.0.0.1:8080/v2", True),
        ("http://[::1]:8080", True),
        ("http://api.dyte.io/v2", False),
        ("https://user@api.dyte.io", False),
        ("https://api.dyte.io/?key=1", False),
        ("https://", False),
        ("https://[", False),
        ("https://a b", False),
        ("api.dyte.io", False),
        ("", False),
    ],
)
def test_which_addresses_may_be_typed(address, fits):
    assert secure_address(address) is fits


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Knee: check\n<1>", "Knee check 1"),
        (" ..\u202e/ ", ""),
        ("زيارة متابعة", "زيارة متابعة"),
        ("a" * 300, "a" * 80),
    ],
)
def test_a_files_name_is_one_that_every_system_takes(text, name):
    assert plain_file_name(text) == name


def test_a_second_file_goes_where_the_first_went(qtbot, tmp_path):
    pane = QWidget()
    qtbot.addWidget(pane)
    question, places = SaveQuestion(pane), []
    for folder in (documents_folder(), str(tmp_path)):
        question.ask("Save", "one.csv", "CSV files (*.csv)", places.append)
        assert Path(question.dialog.selectedFiles()[0]).name == "one.csv"
        if folder:
            assert question.dialog.directory().absolutePath() == folder
        question.dialog.fileSelected.emit(str(tmp_path / "one.csv"))
        question.dialog.reject()
    assert places == [tmp_path / "one.csv"] * 2
