"""The primary's side of a certificate: one JSON request on standard input, one JSON answer.

The private key is made here and never printed. A version is complete before `live` points to it.
"""

import json
import os
import shutil
import subprocess
import sys

SHARE = "/srv/flotilla/tls"
PENDING = SHARE + "/pending"
LIVE = SHARE + "/live"
VERSIONS = SHARE + "/versions"
KEPT_VERSIONS = 3


class Refusal(Exception):
    pass


def openssl(*words):
    done = subprocess.run(["openssl", *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise Refusal(f"openssl {words[0]}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


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
    """Whole or not at all, whatever happens to the machine meanwhile."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def sync_directory(path):
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


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


def request_certificate(request):
    """A new key every time, and the request for it."""
    shutil.rmtree(PENDING, ignore_errors=True)
    os.mkdir(PENDING)
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
    sync_directory(VERSIONS)
    if os.path.lexists(LIVE + ".new"):
        os.remove(LIVE + ".new")
    os.symlink("versions/" + request["version"], LIVE + ".new")
    os.replace(LIVE + ".new", LIVE)
    sync_directory(SHARE)
    forget_old(request["version"])
    return {}


def forget_old(live):
    """Versions are named by their time. A few stay, for a host that is copying one at this moment."""
    for version in sorted(os.listdir(VERSIONS))[:-KEPT_VERSIONS]:
        if version != live:
            shutil.rmtree(f"{VERSIONS}/{version}")


VERBS = {"look": look, "note": note, "request": request_certificate, "publish": publish}


def main():
    os.umask(0o077)
    request = json.load(sys.stdin.buffer)
    try:
        print(json.dumps({"done": VERBS[request["verb"]](request)}))
    except (Refusal, OSError) as error:
        print(json.dumps({"refused": str(error)}))


main()
