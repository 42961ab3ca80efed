from scenario import *
from topology import Site

for name, options in {
    "search": "search lab.example corp.example\noptions ndots:15", "rotate": "options rotate timeout:1 attempts:1",
    "use-vc": "options edns0 trust-ad use-vc", "no-aaaa": "options single-request-reopen no-aaaa",
}.items():
    scenario(
        f"resolver-options-{name}", f"resolv.conf with {' and '.join(options.splitlines())}.",
        broken=lambda lab, options=options: lab.device.resolvers(Site.RESOLVER, options=options), expect=ready(),
    )
