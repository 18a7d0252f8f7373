"""Settings of ours that are not in effect, though our files are as applied: another file overrides them."""

import glob
import re

from facts.processes import output_of, start_with_output
from facts.reading import read
from host.root import ROOT

SSHD = ["/etc/ssh/sshd_config.d/*.conf", "/etc/ssh/sshd_config"]
MARIADB = ["/etc/mysql/*.cnf", "/etc/mysql/*/*.cnf"]
NGINX = "/etc/nginx/sites-enabled/flotilla.conf"
# A login from anywhere, since a Match block may hold for some.
LOGIN = "user=root,host=example.com,addr=192.0.2.1"
UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def start_settings(roles):
    return {
        "sshd": start_with_output(["sshd", "-T", "-C", LOGIN]) if "base" in roles else None,
        "mariadb": start_with_output(
            ["mariadb", "--no-defaults", "--connect-timeout=2", "-BNe", "SHOW GLOBAL VARIABLES"]
        )
        if "database" in roles
        else None,
        "nginx": start_with_output(["sh", "-c", "nginx -T 2>&1"]) if "web" in roles else None,
    }


def overridden(asked):
    sshd = compared("sshd", output_of(asked["sshd"]), SSHD)
    mariadb = compared("MariaDB", output_of(asked["mariadb"]), MARIADB)
    return sshd + mariadb + nginx_conflicts(output_of(asked["nginx"]))


def compared(program, printed, patterns):
    """What the program says is in effect, beside what our files say; nothing where it did not say."""
    effective = settings_in(printed)
    paths = [path.removeprefix(ROOT) for pattern in patterns for path in sorted(glob.glob(ROOT + pattern))]
    files = {path: settings_in((read(path) or b"").decode(errors="replace")) for path in paths}
    ours = {name: value for path in paths if "flotilla" in path for name, value in files[path].items()}
    return [
        override(program, name, wanted, effective[name], culprit(name, effective[name], files))
        for name, wanted in ours.items()
        if effective.get(name, wanted) != wanted
    ]


def culprit(name, found, files):
    return next((path for path, said in files.items() if "flotilla" not in path and said.get(name) == found), None)


def override(program, name, wanted, found, by):
    return {"program": program, "setting": name, "wanted": wanted, "is": found, "by": by}


def settings_in(text):
    lines = (re.match(r"\s*([A-Za-z][\w-]*)(?:\s*=\s*|\s+)(\S+)\s*$", line) for line in text.splitlines())
    return {line.group(1).lower().replace("-", "_"): value_of(line.group(2)) for line in lines if line}


def value_of(text):
    """As the program itself prints it."""
    size = re.fullmatch(r"(\d+)([KMG])", text)
    if size:
        return str(int(size.group(1)) * UNITS[size.group(2)])
    return "without-password" if text == "prohibit-password" else text.lower()


def nginx_conflicts(printed):
    """Of two servers of one name nginx takes the first that it reads and ignores the other."""
    names = sorted(set(re.findall(r'conflicting server name "([^"]+)"', printed)))
    files = re.findall(r"^# configuration file (\S+):$", printed, re.MULTILINE)
    sites = [path for path in files if re.match(r"/etc/nginx/(sites-enabled|conf\.d)/", path) and path != NGINX]
    by = sites[0] if sites else None
    return [override("nginx", f"server {name}", "ours alone", "there twice", by) for name in names]
