"""Modems of mobile networks: a radio that sleeps, and loses what wakes it up."""

import json
import threading
import time

from cures import *
from scenario import *


def sleeps(lab, seconds):
    """The radio takes its time to wake up at the first packet, and loses what is sent meanwhile."""
    lab.gateway.nft("table ip radio {\n counter met { }\n chain early {\n type filter hook prerouting priority -300; policy accept;\n"
                    " iifname lan counter name met drop\n }\n}\n")

    def wakes():
        while True:
            told = lab.gateway("nft", "--json", "list", "counter", "ip", "radio", "met", check=False).stdout
            if not told or any(each["counter"]["packets"] for each in json.loads(told)["nftables"] if "counter" in each):
                break
            time.sleep(0.05)
        time.sleep(seconds)
        lab.gateway("nft", "delete", "table", "ip", "radio", check=False)

    threading.Thread(target=wakes, daemon=True).start()


for seconds in (1, 3):
    scenario(
        f"radio-wakes-in-{seconds}-s", f"The modem's radio sleeps, and loses all that is sent in its first {seconds} s.",
        broken=lambda lab, seconds=seconds: sleeps(lab, seconds), expect=ready(),
    )

scenario(
    "radio-wakes-in-3-s-with-containers", "The same with an engine.", broken=lambda lab: (lab.engine(), sleeps(lab, 3)), asked=ROOT,
    expect=ready(vantages=EVERYWHERE),
)
