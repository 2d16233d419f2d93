"""Facts and rules of clinic meetings, with the standard library only."""
