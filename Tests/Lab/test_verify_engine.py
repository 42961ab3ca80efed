"""After a fix, on a gateway with an engine: the deployment's resolvers are asked again, and logs are read again."""

import json

import pytest
import services
from emulator import EmulatedHub
from engine import Engine
from journal import serilog
from kit import pair
from program import EDGEPROBE, probe
from services import HUB

CLOUD, RESOLVER = "203.0.113.10", "198.51.100.1"
FILE = "/etc/plant/deployment.json"
LABEL = "net.azure-devices.edge.owner=Microsoft.Azure.Devices.Edge.Agent"
LEFT_OUT = ("--no-registry", "--no-dps", "--no-ntp")


@pytest.fixture
def gateway(folder):
    """A device with an engine, a healthy hub, and a resolver that knows it."""
    with pair(f"{CLOUD}/24") as (device, cloud):
        names = {HUB: CLOUD, HUB.replace("azure-devices", "device.azure-devices"): CLOUD}
        resolver = services.unbound(cloud, f"{folder}/names-{device.name}", RESOLVER, names)
        hub = EmulatedHub(cloud, f"{folder}/hub-{device.name}", CLOUD)
        device.resolvers(RESOLVER)
        engine = Engine(device)
        engine.network()
        try:
            yield device, engine, hub
        finally:
            hub.stop()
            resolver.stop()


def deploy(device, resolver):
    """A deployment that has edgeAgent and edgeHub ask a resolver of its own."""
    def module(name):
        options = json.dumps({"HostConfig": {"Dns": [resolver]}})
        return {"type": "docker", "status": "running", "restartPolicy": "always",
                "settings": {"image": f"mcr.microsoft.com/azureiotedge-{name}:1.5", "createOptions": options}}

    device.write(FILE, json.dumps({"modulesContent": {"$edgeAgent": {"properties.desired": {
        "schemaVersion": "1.1", "runtime": {"type": "docker", "settings": {}},
        "systemModules": {"edgeAgent": module("agent"), "edgeHub": module("hub")}, "modules": {}}}}}))


def ask(folder, gateway, *arguments):
    device, _, hub = gateway
    return probe(device, folder, "--ca-file", hub.root, *LEFT_OUT, *arguments, hub=HUB, user=None,
                 environment={"SSL_CERT_FILE": hub.root})


def verify(gateway, result, *arguments):
    device, _, hub = gateway
    return device(EDGEPROBE, "verify", f"{result.folder}/report.json", "--ca-file", hub.root, "--resolver", "none", "--no-portal",
                  *LEFT_OUT, "--format", "json", *arguments, check=False, timeout=60, cwd="/",
                  env={"LANG": "C.UTF-8", "SSL_CERT_FILE": hub.root})


def states(done):
    assert done.stdout, done.stderr
    return {finding["was"]["cause"]: finding["state"] for finding in json.loads(done.stdout)["findings"]}


def test_what_the_deployment_has_containers_ask_is_asked_again(folder, gateway):
    device = gateway[0]
    deploy(device, "203.0.113.99")
    result = ask(folder, gateway, "--deployment", FILE)
    assert result.causes == ["dns.timeout"], result.explain()
    assert states(verify(gateway, result, "--deployment", FILE)) == {"dns.timeout": "still-there"}
    # Without the file it would be the engine's resolvers that are asked.
    forgotten = verify(gateway, result)
    assert forgotten.returncode == 64 and "--deployment" in forgotten.stderr, forgotten.stdout + forgotten.stderr
    deploy(device, RESOLVER)
    assert states(verify(gateway, result, "--deployment", FILE)) == {"dns.timeout": "gone"}


def agent(engine, *lines):
    """edgeAgent with lines, ten seconds between them, the last one ten minutes ago."""
    text = "".join(f"<6> {serilog(600 + 10 * (len(lines) - number))} [INF] - {line}\n" for number, line in enumerate(lines))
    text = text.replace("'", "'\\''")
    return engine.run("edgeAgent", "azure-iot-edge", "sh", "-c", f"printf %s '{text}'; exec sleep 2147483647",
                      options=["--label", LABEL])


def test_what_a_container_said_is_read_again(folder, gateway):
    engine = gateway[1]
    connected = "Edge agent connected to IoT Hub via Amqp_Tcp_Only."
    empty = "Deployment config in edge agent's desired properties is empty."
    container = agent(engine, connected, *[empty] * 3)
    result = ask(folder, gateway)
    assert result.causes == ["log.no-deployment"], result.explain()
    assert states(verify(gateway, result)) == {"log.no-deployment": "still-there"}
    assert verify(gateway, result, "--no-logs").returncode == 2
    container.remove()
    agent(engine, connected)
    gone = verify(gateway, result)
    assert states(gone) == {"log.no-deployment": "gone"} and gone.returncode == 0, gone.stdout + gone.stderr
