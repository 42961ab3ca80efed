"""daemon.json as for a newer engine than the one that is installed."""

import json

from cures import *
from scenario import *
from topology import Site

DAEMON = "/etc/docker/daemon.json"


def written(settings):
    def broken(lab):
        lab.start()
        lab.engine()
        lab.device.write(DAEMON, json.dumps(settings, indent=2) + "\n")
    return broken


# moby/moby#42835: `proxies` since version 23; docker/docs#17880.
scenario(
    "daemon-file-with-proxies-for-an-older-engine", "daemon.json has a proxy (proxies), which engines before 23 do not know: this one would not start again.",
    broken=written({"proxies": {"https-proxy": f"http://{Site.PROXY}:3128"}}), asked=ROOT,
    expect=ready(warning("config.malformed", owner="device", rule=DAEMON)), cure=granted(None, lambda lab: lab.device("rm", DAEMON)),
)
