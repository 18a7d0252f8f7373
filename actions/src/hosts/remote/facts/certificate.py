"""The certificates that the host serves and that it shows in the VPN."""

import base64
import hashlib
import os
import re

from facts.reading import output_of, read, start_with_output
from host.paths import ROOT, TLS_DIRECTORY, VPN_CERTIFICATE, VPN_KEY

CHAIN = TLS_DIRECTORY + "/fullchain.pem"
PEM = re.compile(rb"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)


def start_certificate():
    # `-nameopt RFC2253` prints `CN=…,O=…`. The ISO dates have a space between date and time.
    dates = ["-startdate", "-enddate", "-dateopt", "iso_8601"]
    argv = ["openssl", "x509", "-noout", *dates, "-issuer", "-nameopt", "RFC2253", "-ext", "subjectAltName"]
    return start_with_output([*argv, "-in", ROOT + CHAIN]) if certificate_der(CHAIN) else None


def certificate_fact(process):
    output = output_of(process)
    fields = dict(line.split("=", 1) for line in output.splitlines() if "=" in line)
    if "notAfter" not in fields:
        return None
    names = re.findall(r"DNS:([^,\s]+)", output)
    return {
        **({"names": names} if names else {}),
        "sha256": hashlib.sha256(certificate_der(CHAIN)).hexdigest(),
        "notBefore": fields["notBefore"].replace(" ", "T"),
        "notAfter": fields["notAfter"].replace(" ", "T"),
        "issuer": fields.get("issuer", "").strip(),
        "placeholder": os.path.exists(f"{ROOT}{TLS_DIRECTORY}/placeholder"),
    }


def start_vpn_key():
    key = start_with_output(["openssl", "pkey", "-pubout", "-in", ROOT + VPN_KEY])
    certificate = start_with_output(["openssl", "x509", "-noout", "-pubkey", "-in", ROOT + VPN_CERTIFICATE])
    return key, certificate


def vpn_fingerprint(asked):
    """None unless the key matches the certificate: otherwise OpenVPN does not start."""
    of_key, of_certificate = [output_of(process) for process in asked]
    if not of_key or of_key != of_certificate:
        return None
    return ":".join(format(byte, "02X") for byte in hashlib.sha256(certificate_der(VPN_CERTIFICATE)).digest())


def certificate_der(path):
    """The first certificate of a PEM file; in a chain that is the host's own."""
    found = PEM.search(read(path) or b"")
    return found and base64.b64decode(found.group(1))
