"""Files of the host, where it has them."""

import json

from host.root import ROOT


def read(path):
    try:
        with open(ROOT + path, "rb") as file:
            return file.read()
    except OSError:
        return None


def read_json(path):
    try:
        return json.loads(read(path) or b"null")
    except ValueError:
        return None
