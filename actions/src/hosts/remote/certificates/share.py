"""The folder that carries the certificate to web hosts."""

import json

from host.placing import place

SHARE = "/srv/flotilla/tls"


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def read_json(name):
    """None also for what is not JSON: a file that was spoilt must not keep the next order from being made."""
    try:
        return json.loads(read(f"{SHARE}/{name}") or "null")
    except ValueError:
        return None


def write(path, text):
    place(path, text.encode())
