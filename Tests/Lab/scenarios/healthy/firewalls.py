from filters import Firewalld, Ufw
from scenario import *

scenario("firewalld", "firewalld runs on the gateway as it should.", broken=lambda lab: Firewalld(lab.device), expect=ready())
scenario("ufw", "ufw runs on the gateway as it should.", broken=lambda lab: Ufw(lab.device), expect=ready())
