"""What changed is told once per turn, on the GUI thread."""

from __future__ import annotations

import threading

from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast


def test_many_publishes_in_one_turn_are_one_signal(qapp, qtbot):
    changes, heard = ChangeBroadcast(), []
    changes.changed.connect(heard.append)
    changes.publish("meetings")
    changes.publish("meetings", "sync")
    changes.publish()
    assert heard == []
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [frozenset({"meetings", "sync"})]


def test_publish_from_another_thread_arrives_on_the_gui_thread(qapp, qtbot):
    changes, heard = ChangeBroadcast(), []
    changes.changed.connect(lambda topics: heard.append((topics, threading.current_thread())))
    thread = threading.Thread(target=lambda: changes.publish("recordings"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(frozenset({"recordings"}), threading.main_thread())]


def test_publishing_while_being_told_is_told_next(qapp, qtbot):
    changes, heard = ChangeBroadcast(), []

    def listen(topics):
        heard.append(topics)
        if len(heard) == 1:
            changes.publish("sync")

    changes.changed.connect(listen)
    changes.publish("meetings")
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [frozenset({"meetings"}), frozenset({"sync"})]


def test_publishing_nothing_says_nothing(qapp, qtbot):
    changes = ChangeBroadcast()
    with qtbot.assertNotEmitted(changes.changed, wait=30):
        changes.publish()
