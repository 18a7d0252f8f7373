"""Requests pages of the site at one address; without one, the host renders them itself, past every cache."""

from host.page import page
from host.paths import FRESH_ADDRESS
from host.program import serve

serve(
    {"ask": lambda domain, address, paths: {"pages": [page(domain, address or FRESH_ADDRESS, path) for path in paths]}}
)
