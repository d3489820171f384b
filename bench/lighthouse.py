"""The portal's home in Lighthouse's mobile profile (a slow phone on slow 4G), on Debian's Chromium."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.frame import keep
from bench.stack import FOLDER

PACKAGE = "lighthouse@12"
BYTES_MAX = 120 * 1024
SCORE_MIN = 95
LCP_MAX_MS = 1500
RUNS = 3


def measure(url: str) -> dict[str, Any]:
    """Run Lighthouse three times and keep the medians."""
    found = [_run(url, number) for number in range(RUNS)]
    score = statistics.median(each["score"] for each in found)
    size = statistics.median(each["bytes"] for each in found)
    largest = statistics.median(each["lcp_ms"] for each in found)
    result = {
        "bench": "portal",
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "runs": found,
        "goal": {"score": SCORE_MIN, "bytes": BYTES_MAX, "lcp_ms": LCP_MAX_MS},
        "machine": {"cores": os.cpu_count(), "load": os.getloadavg()[0]},
        "reached": score >= SCORE_MIN and size <= BYTES_MAX and largest <= LCP_MAX_MS,
        "summary": f"performance {score:.0f}, {size / 1024:.0f} KB, largest paint {largest:.0f} ms",
    }
    keep(result)
    return result


def _run(url: str, number: int) -> dict[str, Any]:
    report = FOLDER / f"lighthouse-{number}.json"
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    command = [*_lighthouse(), url, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={flags}"]
    command += ["--only-categories=performance,accessibility"]
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    environment = os.environ | {"CHROME_PATH": chromium}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if not report.exists():
        raise SystemExit(f"lighthouse failed:\n{done.stderr[-1500:]}")
    found = json.loads(report.read_text(encoding="utf-8"))
    requests = found["audits"]["network-requests"]["details"]["items"]
    # Images are not counted: a page may have one, and it comes after the words.
    size = sum(each.get("transferSize", 0) for each in requests if each.get("resourceType") != "Image")
    return {
        "score": round(100 * found["categories"]["performance"]["score"]),
        "accessibility": round(100 * found["categories"]["accessibility"]["score"]),
        "bytes": size,
        "requests": len(requests),
        "lcp_ms": round(found["audits"]["largest-contentful-paint"]["numericValue"]),
        "blocking_ms": round(found["audits"]["total-blocking-time"]["numericValue"]),
    }


def _lighthouse() -> list[str]:
    """Return the command, installing it into var/bench/lighthouse when it is not there."""
    folder = FOLDER / "lighthouse"
    program = folder / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("npm is missing: Lighthouse needs node ≥ 18")
        subprocess.run([npm, "install", "--no-audit", "--no-fund", PACKAGE], cwd=folder, check=True, timeout=1200)
    return [str(Path(program))]
