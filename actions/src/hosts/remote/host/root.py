"""FLOTILLA_ROOT, for tests, stands before every path."""

import os

ROOT = os.environ.get("FLOTILLA_ROOT", "")
