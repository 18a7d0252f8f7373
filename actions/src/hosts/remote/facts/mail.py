"""What waits in Postfix's queue. No address leaves the host: whoever reads a plan may be anybody."""

import json
import os
import re

from facts.processes import output_of, start_with_output
from host.root import ROOT

CONFIG = "/etc/postfix/main.cf"
ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
LONGEST = 300


def start_mail():
    """None on a host that sends no mail."""
    if not os.path.exists(ROOT + CONFIG):
        return None
    return start_with_output(["timeout", "5", "postqueue", "-j"])


def mail_fact(process, now):
    """How much waits, for how long, and what the relay said of the newest that it did not take."""
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
