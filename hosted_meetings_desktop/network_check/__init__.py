"""Tries out whether the network lets calls and plans through; the only place that does so by hand."""
