"""What holds for every test."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.conformance.recorder import published_requests, recorder

__all__ = ["published_requests", "recorder"]

# How long an example takes says more about the machine's other work than about the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def nothing_unexpected(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No page ran into anything that nobody expected: what would be an exception in the test is a sentence there."""
    yield
    assert [record for record in caplog.get_records("call") if record.name == "pages.components.safely"] == []
