"""The face in one place: tokens, palette, style sheet and icons."""
