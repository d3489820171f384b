"""Say in one sentence when this Python cannot run Honglam. Written for any Python, so that an old one can read it."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (an old Python is exactly the case)
    sys.exit(
        "Honglam needs Python 3.11 or newer and this is %d.%d: install it and run `make run PYTHON=python3.11`."
        % sys.version_info[:2]
    )
try:
    import ensurepip  # noqa: F401  (Debian ships python3 without it)
except ImportError:
    sys.exit("Python's venv module is missing: install it with `sudo apt install python3-venv`, then run make again.")
