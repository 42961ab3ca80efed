from scenario import *

scenario("healthy", "A plain network: nothing is in the way; the hub speaks TLS 1.2 alone and asks for client certificates, as it does.", expect=ready())
