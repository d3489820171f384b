"""The commands of identity, by subject."""

from __future__ import annotations

import argparse

from honglam.core.identity.management import agencies, people


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of each subject."""
    agencies.register(subparsers)
    people.register(subparsers)
