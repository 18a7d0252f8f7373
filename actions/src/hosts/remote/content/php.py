"""What PHP says of a release, before it is live and after."""

import os
import re
import subprocess

from content.places import tree_of
from content.tree import is_new, walk


def lint(release):
    tree = tree_of(release).encode()
    own = [path for path in walk(tree) if path.endswith(b".php") and is_new(os.lstat(path))]
    php = ["php", "-n", "-d", "display_errors=stderr"]
    version = subprocess.run([*php, "-r", "echo PHP_VERSION_ID;"], capture_output=True, check=True).stdout
    # To start PHP takes longer than to read a file; before 8.3 it reads the first one that it is given and no other.
    at_once = 50 if int(version) >= 80300 else 1
    command = ["xargs", "-0", "-r", f"-n{at_once}", f"-P{os.cpu_count()}", *php, "-l"]
    ended = subprocess.run(command, input=b"\0".join(own), capture_output=True, check=False)
    said = ended.stderr.decode(errors="replace").replace(tree.decode() + "/", "").splitlines()
    errors = [line.removeprefix("PHP ").strip() for line in said if "error:" in line]
    if ended.returncode != 0 and not errors:
        errors = [f"php -l ended with status {ended.returncode}: {' '.join(said)[-300:]}"]
    return {"files": len(own), "errors": errors}


def log(since):
    command = ["journalctl", "--no-pager", "--quiet", "--output=cat", "--identifier=php", f"--since=@{since}"]
    lines = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", errors="replace").stdout
    wrong = re.search(r"^.*(?:Fatal|Parse|Recoverable).*$", lines, re.MULTILINE)
    return {"line": wrong.group().strip()[:500] if wrong else None}
