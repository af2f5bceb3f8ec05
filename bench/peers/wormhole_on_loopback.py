"""magic-wormhole's own command, but that it offers the other side no address except loopback's."""

import wormhole.ipaddrs

wormhole.ipaddrs.find_addresses = lambda: ["127.0.0.1"]

from wormhole.cli.cli import wormhole as command  # noqa: E402

command()
