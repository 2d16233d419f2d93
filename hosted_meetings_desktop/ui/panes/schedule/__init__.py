"""Schedule: the week as an agenda."""
