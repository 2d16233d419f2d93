"""Calendar files of the main window: what one brings into the plan, and what of the plan goes into one."""
