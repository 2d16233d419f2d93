"""Where the player was before it had a folder of its own."""

from hosted_meetings_desktop.ui.player.controls import SPEEDS
from hosted_meetings_desktop.ui.player.window import PlayerWindow

__all__ = ["SPEEDS", "PlayerWindow"]
