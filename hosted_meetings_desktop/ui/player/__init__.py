"""The player of recordings: imported when the first one is played."""
