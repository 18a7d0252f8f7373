"""Requests a page of the site as a host renders it now. Its shape is `pageFactsSchema` in
actions/src/hosts/model/page.ts."""

import errno
import hashlib
import html
import json
import re
import socket

SECONDS = 30
# Shorter, for a port that drops packets.
CONNECT_SECONDS = 5


def page(domain, address, path, port=443):
    """Never raises: an error is part of the answer, with the step that failed."""
    # Imported here because it is slow: the facts of a host without a site do not need it.
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Here it may be the host's own placeholder; the run verifies from outside what browsers see.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    step = "connect"
    try:
        with socket.create_connection((address, port), CONNECT_SECONDS) as plain:
            plain.settimeout(SECONDS)
            step = "handshake"
            with context.wrap_socket(plain, server_hostname=domain) as tls:
                step = "answer"
                certificate = hashlib.sha256(tls.getpeercert(True)).hexdigest()
                tls.sendall(f"GET {path} HTTP/1.0\r\nHost: {domain}\r\nUser-Agent: flotilla-proof\r\n\r\n".encode())
                answer = b"".join(iter(lambda: tls.recv(65536), b""))
    except OSError as error:
        # OpenSSL has numbers of its own, so only a connection's number is the system's.
        code = errno.errorcode.get(error.errno) if step == "connect" else None
        return failed(path, step, error.strerror or str(error), code)
    return {"path": path, "certificate": certificate, **parse(answer)}


def failed(path, step, error, code=None):
    return {"path": path, "failed": {"at": step, "error": error, "code": code}}


def parse(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode(errors="replace").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    title = re.search(rb"<title>([^<]*)</title>", body, re.IGNORECASE)
    return {
        "status": int(status.split()[1]) if " " in status else 0,
        "location": headers.get("location"),
        "cache": headers.get("x-cache"),
        "release": headers.get("x-release"),
        "title": html.unescape(title.group(1).decode(errors="replace")).strip() if title else "",
        "whole": re.search(rb"</html\s*>", body, re.IGNORECASE) is not None,
        "proof": json.loads(headers.get("x-flotilla-proof", "null")),
    }
