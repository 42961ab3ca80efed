from scenario import *
import services

def broken(lab):
    services.relay(lab.gateway, f"{lab.folder}/relay", 3129, "forward")
    lab.gateway.redirects("iifname lan meta l4proto tcp redirect to :3129")


scenario("accelerator", "A box on the gateway takes every connection and passes it on, as satellite accelerators do.",
         broken=broken, expect=ready())

scenario("accelerator-and-engine", "The same box takes the connections of containers too.",
         broken=lambda lab: (broken(lab), lab.engine()), asked=ROOT, expect=ready(vantages=EVERYWHERE))
