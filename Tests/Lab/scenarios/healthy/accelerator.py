from scenario import *
import services

def broken(lab):
    services.relay(lab.gateway, f"{lab.folder}/relay", 3129, "forward")
    lab.gateway.redirects("iifname lan meta l4proto tcp redirect to :3129")


scenario("accelerator", "A box on the gateway takes every connection and passes it on, as satellite accelerators do.",
         broken=broken, expect=ready())
