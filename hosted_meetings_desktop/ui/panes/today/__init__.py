"""The front desk: everybody who waits, everything that runs, today."""
