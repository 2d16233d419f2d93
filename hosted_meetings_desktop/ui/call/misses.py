"""What the page was asked for and did not happen: told with what can be done, where nothing else shows it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from hosted_meetings_desktop.domain.stage import StageDecision
from hosted_meetings_desktop.ui.call.bridge import PageReport
from hosted_meetings_desktop.ui.call.words import say


def miss_words(wish: str) -> str:
    """Return what is told of a wish that came to nothing; empty where the call shows that by itself.

    Args:
        wish: One of ``bridge.WISHES`` without what stands behind its colon, or ``chat_file``, ``share`` and
            ``share_refused``, which people ask of the kit.
    """
    unheard = say("That did not reach the room. Try again; if it still does not, leave the call and join it anew.")
    return {
        "toggle_microphone": say(
            "The microphone could not be switched. Another program may hold it: close that, or choose another one."
        ),
        "toggle_camera": say(
            "The camera could not be switched. Another program may hold it: close that, or choose another one."
        ),
        "use": say("That device could not be used. The one before stays in use."),
        "stop_sharing": say("The screen may still be shared. Stop it once more, or leave the call."),
        "share_refused": say("Nothing is shared."),
        "share": say("The screen could not be shared. Try again, or share something else."),
        "chat_file": say(
            "The file was not sent to the chat. Try again, or send it another way: the network may hold back files."
        ),
        **dict.fromkeys(("admit", "deny", "admit_all", *StageDecision), unheard),
    }.get(wish, "")


class Misses(QObject):
    """Hears the page by itself.

    Signals:
        told(str): A sentence for the person.
    """

    told = Signal(str)

    @Slot(object)
    def hear(self, report: PageReport) -> None:
        """Take what the page says of misses, and pass over all else."""
        if report.what == "missed" and (words := miss_words(report.value)):
            self.told.emit(words)
