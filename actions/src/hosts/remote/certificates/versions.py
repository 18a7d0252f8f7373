"""Each certificate with its key is a version, a folder named by its time; a link tells which one is live."""

import json
import os
import shutil

from certificates.openssl import Refusal, openssl
from certificates.share import SHARE, read, write
from host.placing import place_link, settle

PENDING = SHARE + "/pending"
LIVE = SHARE + "/live"
VERSIONS = SHARE + "/versions"
KEPT_VERSIONS = 3


def request_certificate(request):
    """A new key every time, and the request for it."""
    shutil.rmtree(PENDING, ignore_errors=True)
    os.makedirs(PENDING)
    names = ",".join("DNS:" + name for name in request["names"])
    openssl(
        *["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256"],
        *["-subj", "/", "-addext", "subjectAltName=" + names],
        *["-keyout", PENDING + "/privkey.pem", "-out", PENDING + "/request.pem"],
    )
    return {"csr": read(PENDING + "/request.pem")}


def publish(request):
    chain, key = PENDING + "/fullchain.pem", PENDING + "/privkey.pem"
    write(chain, request["chain"])
    write(PENDING + "/origin.json", json.dumps(request["origin"]))
    if openssl("x509", "-noout", "-pubkey", "-in", chain) != openssl("pkey", "-pubout", "-in", key):
        raise Refusal("the certificate is for another key than the one made for it")
    os.remove(PENDING + "/request.pem")
    os.makedirs(VERSIONS, exist_ok=True)
    os.rename(PENDING, f"{VERSIONS}/{request['version']}")
    settle(VERSIONS)
    place_link(LIVE, "versions/" + request["version"])
    settle(SHARE)
    forget_old(request["version"])
    return {}


def forget_old(live):
    """A few stay, for a host that is copying one at this moment."""
    for version in sorted(os.listdir(VERSIONS))[:-KEPT_VERSIONS]:
        if version != live:
            shutil.rmtree(f"{VERSIONS}/{version}")
