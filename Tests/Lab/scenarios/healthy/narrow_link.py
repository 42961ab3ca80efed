from scenario import *

def narrow(lab):
    lab.gateway("ip", "link", "set", "wan", "mtu", "1280")
    lab.edge("ip", "link", "set", "site", "mtu", "1280")


scenario("narrow-link", "A link of 1280 bytes whose routers say so.", broken=narrow, expect=ready())


def clamped(lab):
    narrow(lab)
    lab.gateway.keeps_quiet_about_size()
    lab.edge.keeps_quiet_about_size()
    lab.gateway.filters("tcp flags & (syn | rst) == syn tcp option maxseg size set 1240")


scenario("narrow-link-clamped", "A link of 1280 bytes whose routers say nothing, and clamp the segments.", broken=clamped, expect=ready())
