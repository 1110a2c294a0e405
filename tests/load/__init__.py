"""Benchmarks: `make bench` prints what is measured side by side on one machine."""
