"""The check-up of this PC: a line for everything that a call needs, and the offer before the first call of a day."""
