"""Schedule: the clinic's calendar by day, week, month and as an agenda."""
