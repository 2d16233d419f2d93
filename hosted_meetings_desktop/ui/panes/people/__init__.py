"""The people pane: who is invited again and again."""
