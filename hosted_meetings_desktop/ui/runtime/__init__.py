"""Runs the services beside the GUI thread and brings their answers back to it."""
