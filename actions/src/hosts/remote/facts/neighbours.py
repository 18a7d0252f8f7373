"""Whether other web hosts answer at the IPv6 addresses that readers are sent to.

The machine that plans may have no IPv6, and its key can have a host do nothing else.
"""

import re
import socket

from facts.probes import probe
from facts.reading import read, read_json
from host.page import page

# The next so many in the order of addresses: each is asked about by as many others, however large the cluster is.
ASKED = 2


def start_neighbours():
    site = read_json("/etc/flotilla/site.json")
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
    lines = (read("/proc/net/if_inet6") or b"").decode().splitlines()
    return {socket.inet_ntop(socket.AF_INET6, bytes.fromhex(line.split()[0])) for line in lines}
