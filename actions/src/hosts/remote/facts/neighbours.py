"""Whether other web hosts answer at the IPv6 addresses in the rotation.

The runner that plans may have no IPv6, and a plan's key can only run the facts command.
"""

import re
import socket

from facts.probes import probe
from facts.reading import read_json, read_text
from host.page import page
from host.paths import SITE_WANTED

# Each host asks this many, next in the order of addresses, and is asked by as many, however large the cluster is.
ASKED = 2


def start_neighbours():
    site = read_json(SITE_WANTED)
    return site and probe(neighbours, re.sub("^https?://", "", site["url"]))


def neighbours(domain):
    from concurrent.futures import ThreadPoolExecutor

    addresses = next_of(domain)
    with ThreadPoolExecutor() as pool:
        return dict(zip(addresses, pool.map(lambda address: page(domain, address, "/"), addresses), strict=True))


def next_of(domain):
    found = socket.getaddrinfo(domain, 443, socket.AF_INET6, socket.SOCK_STREAM)
    addresses = sorted({address for *_, (address, *_) in found})
    mine = own_addresses()
    after = next((place + 1 for place, address in enumerate(addresses) if address in mine), 0)
    others = [address for address in addresses[after:] + addresses[:after] if address not in mine]
    return others[:ASKED]


def own_addresses():
    lines = read_text("/proc/net/if_inet6").splitlines()
    return {socket.inet_ntop(socket.AF_INET6, bytes.fromhex(line.split()[0])) for line in lines}
