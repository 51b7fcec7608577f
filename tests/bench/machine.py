"""What a benchmark ran on, and how its figures are given out."""

import argparse
import json
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

_CPU_INFO = Path("/proc/cpuinfo")


def machine() -> dict[str, Any]:
    """Cores that this process may use, processes that want them (mean of the last minute), memory, versions."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "memory_gib": _memory_gib(),
        "cpu": _cpu(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "streamlit": version("streamlit"),
    }


def summary(milliseconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and extremes of the measured times, in milliseconds."""
    cuts = statistics.quantiles(milliseconds, n=20, method="inclusive") if len(milliseconds) > 1 else milliseconds
    figures = {
        "p50_ms": statistics.median(milliseconds),
        "p95_ms": cuts[-1],
        "min_ms": min(milliseconds),
        "max_ms": max(milliseconds),
    }
    return {"runs": len(milliseconds)} | {name: round(figure, 1) for name, figure in figures.items()}


def publish(result: Mapping[str, Any], json_path: Path | None) -> None:
    """Prints the figures as JSON, with machine and moment, and writes the same JSON to the file."""
    whole = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(), **result}
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    print(text)
    if json_path:
        json_path.write_text(text + "\n", encoding="utf-8")


def arguments(description: str | None) -> argparse.ArgumentParser:
    """The options that all benchmarks share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    return parser


def _memory_gib() -> float:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)


def _cpu() -> str:
    if _CPU_INFO.is_file():
        for line in _CPU_INFO.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
