from scenario import *

scenario(
    "loss-of-3-percent", "A radio link loses three packets in a hundred.",
    broken=lambda lab: lab.edge.filters("meta l4proto tcp numgen inc mod 33 == 7 drop"),
    expect=ready(),
)
