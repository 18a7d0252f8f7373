"""
Delays the mesh's packets between hosts while a file exists: `distance.py FILE SECONDS`. Runs where the cloud's router is. The kernel
may have no netem, so nftables sends the packets to a tun device, and this gives each back to the router after its time.
"""
import fcntl
import os
import select
import struct
import subprocess
import sys
import time
from collections import deque

DEVICE, TABLE, MARK = "distance", "77", "0x77"
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
# How long it sleeps at most before it looks for the file.
LOOK_SECONDS = 0.2
# The ports of WireGuard and, with `single`, OpenVPN. What comes back from the device is not marked again.
RULES = f"""
table inet distance {{
  chain prerouting {{
    type filter hook prerouting priority mangle; policy accept
    iifname "ve-*" udp dport {{ 51820, 1194 }} meta mark set {MARK}
    iifname "ve-*" udp sport 1194 meta mark set {MARK}
  }}
}}
"""


def main(running, seconds):
    tun = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", DEVICE.encode(), IFF_TUN | IFF_NO_PI))
    run(f"ip link set {DEVICE} up txqueuelen 10000")
    run(f"sysctl -q net.ipv4.conf.{DEVICE}.rp_filter=0")
    run(f"ip route add default dev {DEVICE} table {TABLE}")
    run(f"ip rule add fwmark {MARK} lookup {TABLE}")
    subprocess.run(["nft", "-f", "-"], input=RULES, text=True, check=True)
    try:
        relay(tun, running, seconds)
    finally:
        run("nft delete table inet distance")
        run(f"ip rule del fwmark {MARK} lookup {TABLE}")


def relay(tun, running, seconds):
    """The delay is the same for all, so packets leave in the order in which they came."""
    waiting = deque()
    while os.path.exists(running):
        patience = max(0, waiting[0][0] - time.monotonic()) if waiting else LOOK_SECONDS
        if select.select([tun], [], [], patience)[0]:
            waiting.append((time.monotonic() + seconds, os.read(tun, 65536)))
        while waiting and waiting[0][0] <= time.monotonic():
            os.write(tun, waiting.popleft()[1])


def run(line):
    subprocess.run(line.split(), check=True)


main(sys.argv[1], float(sys.argv[2]))
