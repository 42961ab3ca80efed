from cures import *
from scenario import *

scenario(
    "mqtt-dropped", "The site drops MQTT, which edgeHub is configured for.",
    broken=lambda lab: lab.edge.filters("tcp dport 8883 drop"), asked=asking("--upstream", "mqtt"),
    expect=degraded(warning("tcp.dropped-port", at="10.77.0.2", hop=2, about={"port": 8883}), usable=ALL - {"mqtt"}),
    cure=applied("nftables", at="edge"),
)
