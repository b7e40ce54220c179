"""The one way a service says no."""

from __future__ import annotations


class Refused(Exception):
    """Something that may not happen now; the message is one plain sentence for the page."""
