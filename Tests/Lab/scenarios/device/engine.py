from scenario import *

scenario("no-engine", "There is no container engine yet: the host stands in for the containers.", asked=ROOT,
         expect=ready(remark("container.engine-absent"), vantages=("host",)))

scenario(
    "engine-killed", "A killed engine left its socket, at which nobody answers: what containers reach is open.",
    broken=lambda lab: lab.device("python3", "-c", "import socket; socket.socket(socket.AF_UNIX).bind('/run/docker.sock')"),
    asked=ROOT, expect=inconclusive(usable=ALL, vantages=("host",)),
)
