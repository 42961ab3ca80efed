from cures import *
from scenario import *
import services

def broken(lab):
    services.nginx_page(lab.edge, f"{lab.folder}/page", "0.0.0.0", port=8080)
    lab.edge.redirects("iifname site ip daddr 203.0.113.10 tcp dport { 443, 5671, 8883 } redirect to :8080")


scenario(
    "plain-text-answers", "A box on the way answers in plain text where TLS belongs.", broken=broken,
    expect=blocked(error("tls.non-tls-reply")),
    cure=granted(None, lambda lab: lab.edge("nft", "flush", "chain", "inet", "redirection", "incoming")),
)
