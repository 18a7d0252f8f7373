"""The program that makes keys and reads certificates."""

import subprocess


class Refusal(Exception):
    pass


def openssl(*words):
    done = subprocess.run(["openssl", *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise Refusal(f"openssl {words[0]}: {(done.stderr or done.stdout).strip()}")
    return done.stdout
