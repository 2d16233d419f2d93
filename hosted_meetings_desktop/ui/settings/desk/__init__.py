"""The settings of the front desk: from when a wait is too long, and how loudly arrivals are told."""
