"""What holds for every test."""

from hypothesis import HealthCheck, settings

from tests.conformance.recorder import published_requests, recorder

__all__ = ["published_requests", "recorder"]

# How long an example takes says more about the machine's other work than about the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
