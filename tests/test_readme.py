"""What README says is so."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return re.split(r"^## ", README.split(f"\n## {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("title", ["Run", "Test"])
def test_each_command_is_one_line_in_one_block(title: str) -> None:
    (block,) = re.findall(r"^```sh\n(.*?)^```", section(title), re.DOTALL | re.MULTILINE)
    assert len(block.strip().splitlines()) == 1


def test_ci_runs_the_test_command() -> None:
    """`.ci/run` takes the command out of README; nothing of it is written twice."""
    assert "## Test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_map_names_what_is_there() -> None:
    (block,) = re.findall(r"^```\n(.*?)^```", section("How it is built"), re.DOTALL | re.MULTILINE)
    folder = ROOT
    for line in block.splitlines():
        name = line.split()[0]
        if line.startswith(" "):
            assert (folder / name).exists(), name
        elif re.match(r"[\w.]+/?(\s|$)", line):
            folder = ROOT / name
            assert folder.exists(), name


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_every_link_inside_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"python -m ([\w.]+)", README))))
def test_every_module_that_readme_runs_exists(name: str) -> None:
    path = ROOT / name.replace(".", "/")
    assert path.with_suffix(".py").exists() or (path / "__main__.py").exists()
