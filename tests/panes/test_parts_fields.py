"""Fields: a secret, and which addresses may be typed."""

from __future__ import annotations

import pytest

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
