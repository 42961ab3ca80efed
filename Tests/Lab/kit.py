"""The smallest setting in which a component shows what it does: a machine and a cloud host at two ends of a cable."""

import contextlib
import itertools

from machine import Machine
from network import Host, link

NUMBERS = itertools.count()


@contextlib.contextmanager
def pair(*cloud_addresses):
    """device 198.51.100.10, fd51::10 - cloud 198.51.100.1, fd51::1 and what else it is asked to own."""
    number = next(NUMBERS)
    device, cloud = Machine(f"device{number}"), Host(f"cloud{number}")
    try:
        link(device, cloud, "eth0", "eth0")
        device.address("eth0", "198.51.100.10/24", "fd51::10/64")
        cloud.address("eth0", "198.51.100.1/24", "fd51::1/64", *cloud_addresses)
        device.route("default", "via", "198.51.100.1")
        device.route("default", "via", "fd51::1")
        cloud.forward()
        yield device, cloud
    finally:
        device.remove()
        cloud.remove()
