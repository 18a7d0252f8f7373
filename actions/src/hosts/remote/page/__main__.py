"""Prints pages of the site, asked for at one address, as JSON. Arguments: domain, address or `fresh`, paths."""

import json
import sys

from host.page import FRESH, page


def main():
    domain, address, *paths = sys.argv[1:]
    print(json.dumps([page(domain, FRESH if address == "fresh" else address, path) for path in paths]))


main()
