"""Copies of the tree, for tests that plant, add or remove something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# import-linter has no `-m`, and its script would be that of another environment.
LINT_IMPORTS = (
    "-c",
    "from importlinter.cli import lint_imports_command; lint_imports_command()",
    "--no-cache",
    "--no-logo",
)
LEFT_BEHIND = shutil.ignore_patterns(".*_cache", "node_modules", ".hypothesis")


@dataclass(frozen=True)
class Copy:
    """A copy of the repository in which anything may be done."""

    root: Path
    home: Path

    @property
    def packs(self) -> Path:
        """The folder of packs."""
        return self.root / "src/honglam/packs"

    def run(self, *words: str, timeout: int = 300) -> subprocess.CompletedProcess[str]:
        """Run Python in the copy; no other honglam can be imported."""
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.root,
            env=os.environ
            | {"PYTHONPATH": f"{self.root / 'src'}{os.pathsep}{self.root}", "HONGLAM_HOME": str(self.home)},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def succeeds(self, *words: str) -> str:
        """Run it, show what it said if it fails, and return what it said."""
        result = self.run(*words)
        assert result.returncode == 0, f"{' '.join(words)}\n{result.stdout}\n{result.stderr}"
        return result.stdout


def copied(folder: Path) -> Copy:
    """Copy the tree into a folder."""
    root = folder / "copy"
    for name in ("src", "tools", "tests", "web/dist"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=LEFT_BEHIND)
    for name in ("conftest.py", "pyproject.toml", ".importlinter"):
        shutil.copy(ROOT / name, root / name)
    return Copy(root, folder / "home")


@pytest.fixture
def copy(tmp_path: Path) -> Callable[[], Copy]:
    """Return a function that copies the tree."""
    return lambda: copied(tmp_path)
