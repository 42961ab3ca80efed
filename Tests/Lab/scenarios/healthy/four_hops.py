from scenario import *

scenario("four-hops", "Four routers between the device and the cloud.", hops=4, expect=ready())
