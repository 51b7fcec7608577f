"""What holds for every test."""

from tests.conformance.recorder import published_requests, recorder

__all__ = ["published_requests", "recorder"]
