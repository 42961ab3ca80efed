from scenario import *

def broken(lab):
    for router in (lab.gateway, lab.edge):
        router.filters("meta l4proto { icmp, icmpv6 } drop", hook="input")
        router.filters("icmp type { echo-reply, time-exceeded, destination-unreachable } drop", hook="output")
        router.filters("icmp type echo-request drop")
    lab.cloud.filters("icmp type echo-request drop", hook="input")


scenario("quiet-site", "A site that answers ping and trace with nothing.", broken=broken, expect=ready())
