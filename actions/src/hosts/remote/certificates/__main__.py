"""A certificate on the share of the primary, which carries it to the web hosts, and what a web host keeps of it.

    look     returns what the share holds
    note     writes a file for later runs
    request  makes a new key and a certificate request for it; the key never leaves the host
    publish  adds the chain to that key as a version and makes it live
    copy     returns the version that this web host serves, with its key
    restore  makes such a copy the live version of a share that has none

Each certificate with its key is a version: a folder named after the time of the order. A version is complete before
the link `live` points to it.
"""

import contextlib
import json
import os
import shutil
import subprocess

from host.paths import TLS_DIRECTORY, TLS_SHARE
from host.placing import place, place_link, sync_path
from host.program import Refusal, serve

PENDING = TLS_SHARE + "/pending"
LIVE = TLS_SHARE + "/live"
VERSIONS = TLS_SHARE + "/versions"
KEPT_VERSIONS = 3


def look():
    return {
        "chain": read(LIVE + "/fullchain.pem"),
        "origin": read_json(LIVE + "/origin.json"),
        "backOff": read_json(TLS_SHARE + "/back-off.json"),
        "challenges": read_json(TLS_SHARE + "/challenges.json"),
    }


def note(file, value):
    write(f"{TLS_SHARE}/{file}.json", json.dumps(value))
    return {}


def request(names):
    shutil.rmtree(PENDING, ignore_errors=True)
    os.makedirs(PENDING)
    openssl(
        *["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256"],
        *["-subj", "/", "-addext", "subjectAltName=" + ",".join("DNS:" + name for name in names)],
        *["-keyout", PENDING + "/privkey.pem", "-out", PENDING + "/request.pem"],
    )
    return {"csr": read(PENDING + "/request.pem")}


def publish(version, chain, origin):
    chain_path, key_path = PENDING + "/fullchain.pem", PENDING + "/privkey.pem"
    write(chain_path, chain)
    write(PENDING + "/origin.json", json.dumps(origin))
    if openssl("x509", "-noout", "-pubkey", "-in", chain_path) != openssl("pkey", "-pubout", "-in", key_path):
        raise Refusal("the certificate does not match the key that was made for it")
    with contextlib.suppress(FileNotFoundError):
        os.remove(PENDING + "/request.pem")
    os.makedirs(VERSIONS, exist_ok=True)
    os.rename(PENDING, f"{VERSIONS}/{version}")
    sync_path(VERSIONS)
    place_link(LIVE, "versions/" + version)
    sync_path(TLS_SHARE)
    remove_old(version)
    return {}


def copy():
    """None on a host that serves its placeholder, or whose certificate is from before the origin was kept."""
    served = os.path.realpath(TLS_DIRECTORY + "/current")
    origin = read_json(served + "/origin.json")
    if origin is None:
        return {"copy": None}
    chain, key = read(served + "/fullchain.pem"), read(served + "/privkey.pem")
    return {"copy": {"version": os.path.basename(served), "chain": chain, "key": key, "origin": origin}}


def restore(version, chain, key, origin):
    if os.path.exists(LIVE):
        return {}
    shutil.rmtree(PENDING, ignore_errors=True)
    write(PENDING + "/privkey.pem", key)
    return publish(version, chain, origin)


def remove_old(live):
    """Keeps a few versions: a web host may be copying one at this moment."""
    for version in sorted(os.listdir(VERSIONS))[:-KEPT_VERSIONS]:
        if version != live:
            shutil.rmtree(f"{VERSIONS}/{version}")


def openssl(*arguments):
    ended = subprocess.run(["openssl", *arguments], capture_output=True, text=True)
    if ended.returncode != 0:
        raise Refusal(f"openssl {arguments[0]}: {(ended.stderr or ended.stdout).strip()}")
    return ended.stdout


def read(path):
    """None where the file is missing. Bytes that are no text are replaced: the result then counts as malformed
    later."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def read_json(path):
    """None also for malformed JSON: a corrupt file must not block the next order."""
    try:
        return json.loads(read(path) or "null")
    except ValueError:
        return None


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    place(path, text.encode())


os.umask(0o077)
serve({"look": look, "note": note, "request": request, "publish": publish, "copy": copy, "restore": restore})
