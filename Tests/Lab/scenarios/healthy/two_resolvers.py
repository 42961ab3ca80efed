from scenario import *
from topology import Site

def broken(lab):
    lab.site_resolver()
    lab.device.resolvers(lab.site.EDGE, Site.RESOLVER)


scenario("two-resolvers", "The site's resolver and a second one, both good.", broken=broken, expect=ready())


def denying(lab):
    lab.site_resolver({})
    lab.device.resolvers(Site.RESOLVER, lab.site.EDGE)


scenario("second-resolver-denies", "The second resolver would deny the name, but nobody asks it.", broken=denying, expect=ready())
