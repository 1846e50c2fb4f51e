"""Measurements, each with its peer in the same run: machines differ, ratios tell."""
