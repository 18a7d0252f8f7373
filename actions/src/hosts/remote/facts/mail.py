"""Postfix's queue, without any e-mail address: everybody can read a plan."""

import json
import os
import re

from facts.reading import output_of, start_with_output
from host.paths import ROOT

CONFIG = "/etc/postfix/main.cf"
ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
LONGEST = 300


def start_mail():
    """None where the host sends no mail."""
    if not os.path.exists(ROOT + CONFIG):
        return None
    return start_with_output(["timeout", "5", "postqueue", "-j"])


def mail_fact(process, now):
    """How many messages wait, for how long, and the relay's reply to the newest one that it refused."""
    if process is None:
        return None
    queue = [json.loads(line) for line in output_of(process).splitlines() if line.startswith("{")]
    refused = [message for message in queue if reason(message)]
    newest = max(refused, key=lambda message: message["arrival_time"], default=None)
    return {
        "waiting": len(queue),
        "refused": len(refused),
        "oldestSeconds": max((round(now - message["arrival_time"]) for message in queue), default=0),
        "reason": newest and ADDRESS.sub("…", reason(newest))[:LONGEST],
    }


def reason(message):
    return next((each["delay_reason"] for each in message["recipients"] if "delay_reason" in each), None)
