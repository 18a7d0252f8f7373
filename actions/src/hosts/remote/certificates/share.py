"""The folder that carries the certificate to web hosts."""

import json
import os

from host.placing import place

SHARE = "/srv/flotilla/tls"


def read(path):
    """Whatever bytes another hand has put there: text that makes no sense counts as none further on."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def read_json(name):
    """None also for what is not JSON: a file that was spoilt must not keep the next order from being made."""
    try:
        return json.loads(read(f"{SHARE}/{name}") or "null")
    except ValueError:
        return None


def write(path, text):
    os.makedirs(SHARE, exist_ok=True)
    place(path, text.encode())
