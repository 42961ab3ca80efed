from cures import *
from scenario import *
import services

# A box on the way that speaks TLS, and agrees to a group alone that no client of today offers (RFC 7027).
def broken(lab):
    key, chain = lab.authority.leaf("box", "*.azure-devices.net")
    services.nginx_page(lab.edge, f"{lab.folder}/page", "0.0.0.0", key=key, chain=chain, port=8080, tls_port=8443,
                        others="ssl_protocols TLSv1.2; ssl_ciphers ECDHE+AESGCM; ssl_ecdh_curve brainpoolP256r1;")
    lab.edge.redirects("iifname site ip daddr 203.0.113.10 tcp dport { 443, 5671, 8883 } redirect to :8443")


scenario(
    "tls-without-a-common-group", "A box on the way agrees to no group that clients offer.", broken=broken,
    expect=blocked(error("tls.cipher-mismatch")),
    cure=granted("allow-tls12", lambda lab: lab.edge("nft", "flush", "chain", "inet", "redirection", "incoming")),
)
