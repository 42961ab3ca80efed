from cures import *
from scenario import *

scenario(
    "every-second-syn-lost", "A broken box loses every second SYN: slow, and no verdict against anybody.",
    broken=lambda lab: lab.edge.filters("tcp flags & (syn | ack) == syn numgen inc mod 2 == 0 drop"),
    expect=degraded(warning("tcp.lossy"), usable=ALL),
    cure=incurable("the report cannot say which box it is"),
)
