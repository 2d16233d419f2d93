"""The only place that knows every part: builds them, wires them, starts and stops them in order."""
