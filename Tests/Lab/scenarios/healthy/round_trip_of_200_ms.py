from scenario import *

scenario(
    "round-trip-of-200-ms", "A satellite link takes 200 ms for a round trip, and loses nothing.",
    broken=lambda lab: lab.slow_link(0.1),
    expect=ready(),
)
