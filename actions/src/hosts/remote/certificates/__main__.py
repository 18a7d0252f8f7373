"""The primary's side of a certificate: one JSON request on standard input, one JSON answer.

The private key is made here and never printed. A version is complete before `live` points to it.
"""

import json
import os
import sys

from certificates.openssl import Refusal
from certificates.share import SHARE, read, read_json, write
from certificates.versions import LIVE, publish, request_certificate


def main():
    os.umask(0o077)
    request = json.load(sys.stdin.buffer)
    try:
        print(json.dumps({"done": VERBS[request["verb"]](request)}))
    except (Refusal, OSError) as error:
        print(json.dumps({"refused": str(error)}))


def look(_):
    return {
        "chain": read(LIVE + "/fullchain.pem"),
        "origin": read_json("live/origin.json"),
        "backOff": read_json("back-off.json"),
        "challenges": read_json("challenges.json"),
    }


def note(request):
    write(f"{SHARE}/{request['file']}.json", json.dumps(request["value"]))
    return {}


VERBS = {"look": look, "note": note, "request": request_certificate, "publish": publish}

main()
