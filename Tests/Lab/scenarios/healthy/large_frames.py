"""Large frames at the device alone: its switch takes 1500 bytes, and the hub's segments have that size."""

from scenario import *


def large(lab):
    lab.device("ip", "link", "set", "eth0", "mtu", "9000")


scenario("frames-of-9000-at-the-device-alone", "The device's interface has 9000 bytes, and its switch 1500.", broken=large, asked=ROOT, expect=ready())

scenario("frames-of-9000-at-the-device-alone-with-containers", "The same with an engine, whose bridges have 1500.",
         broken=lambda lab: (large(lab), lab.engine()), asked=ROOT, expect=ready(vantages=EVERYWHERE))
