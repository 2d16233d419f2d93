"""The panes of the window, one folder for each subject; a pane never imports another."""
