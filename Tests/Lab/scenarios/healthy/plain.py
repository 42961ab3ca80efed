from scenario import *

scenario("healthy", "A plain network: nothing is in the way, and the hub asks for client certificates, as it does.", expect=ready())
