"""What the app installs: nothing that is not listed, and nothing in another version than the one listed."""

import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]


def named(file: str) -> dict[str, Requirement]:
    """The requirements of a file, by name; its options are left out."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return {_name(line): Requirement(line) for line in lines if line and not line.startswith(("#", "-"))}


def _name(requirement: str) -> str:
    """As https://packaging.python.org/en/latest/specifications/name-normalization/ has it."""
    return re.sub(r"[-_.]+", "-", Requirement(requirement).name).lower()


def applies(requirement: Requirement, extras: set[str]) -> bool:
    """True when it is installed here for somebody who asked for these extras."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def installed(wanted: dict[str, Requirement]) -> dict[str, str]:
    """Name → version of all that these bring along here."""
    found: dict[str, str] = {}
    seen: set[str] = set()

    def bring(requirements: Iterator[Requirement], extras: set[str]) -> None:
        for each in requirements:
            if not applies(each, extras) or str(each) in seen:
                continue
            seen.add(str(each))
            package = distribution(each.name)
            found[_name(each.name)] = package.version
            bring(map(Requirement, package.requires or ()), each.extras)

    bring(iter(wanted.values()), set())
    return found


LISTED = {name: str(requirement.specifier) for name, requirement in named("tests/constraints.txt").items()}


def test_nothing_is_installed_that_is_not_listed_with_its_version() -> None:
    versions = {name: f"=={version}" for name, version in installed(named("requirements.txt")).items()}
    assert {name: version for name, version in versions.items() if LISTED.get(name) != version} == {}


@pytest.mark.parametrize(("name", "requirement"), named("requirements.txt").items())
def test_what_the_app_asks_for_is_asked_for_in_the_listed_version(name: str, requirement: Requirement) -> None:
    assert str(requirement.specifier) == LISTED[name]


def test_every_installation_is_held_to_the_list() -> None:
    assert "-c tests/constraints.txt" in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert "-r ../requirements.txt" in (ROOT / "tests/requirements.txt").read_text(encoding="utf-8").splitlines()
