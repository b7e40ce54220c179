"""Checks at the start."""
