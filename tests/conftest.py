"""What holds for every test."""

from hypothesis import settings

from tests.conformance.recorder import published_requests, recorder

__all__ = ["published_requests", "recorder"]

# How long an example takes says more about the machine's other work than about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
