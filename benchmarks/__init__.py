"""Figures for docs/benchmarks.md: run all with ``python -m benchmarks``, each beside a baseline of the same run."""
