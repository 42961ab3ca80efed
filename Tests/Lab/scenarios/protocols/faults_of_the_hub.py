from cures import *
from scenario import *

def repaired(remedy):
    return granted(remedy, lambda lab: lab.restart_hub())


for fault, cause in [("amqp-swallowed", "amqp.swallowed"), ("amqp-closed", "amqp.closed")]:
    scenario(
        fault, f"AMQP's port answers otherwise than a hub: {cause}.", broken=lambda lab, fault=fault: lab.hub_faults.append(fault),
        expect=degraded(warning(cause), usable=ALL - {"amqp"}), cure=reconfigured(), leaves=ready(usable=ALL - {"amqp"}),
    )

scenario(
    "amqp-091", "A broker that speaks another AMQP answers in the hub's place.", broken=lambda lab: lab.hub_faults.append("amqp-091"),
    expect=degraded(warning("proto.wrong-service"), usable=ALL - {"amqp"}), cure=repaired("reach-the-hub"),
)

for fault, cause in [("mqtt-swallowed", "mqtt.swallowed"), ("mqtt-closed", "mqtt.closed")]:
    scenario(
        fault, f"MQTT's port answers otherwise than a hub, and edgeHub is configured for it: {cause}.",
        broken=lambda lab, fault=fault: lab.hub_faults.append(fault), asked=asking("--upstream", "mqtt"),
        expect=degraded(warning(cause), usable=ALL - {"mqtt"}), cure=reconfigured(), leaves=ready(usable=ALL - {"mqtt"}),
    )

for fault, cause in [
    ("ws-upgrade-stripped", "ws.upgrade-stripped"), ("ws-upgrade-reset", "ws.upgrade-blocked"), ("ws-upgrade-swallowed", "ws.upgrade-blocked"),
    ("ws-frames-dropped", "ws.frames-dropped"),
]:
    scenario(
        fault, f"WebSockets do not get through, and edgeHub is configured for them: {cause}.",
        broken=lambda lab, fault=fault: lab.hub_faults.append(fault), asked=asking("--upstream", "amqp-ws"),
        expect=degraded(warning(cause), usable=ALL - {"mqtt-ws", "amqp-ws"}), cure=repaired("pass-websocket"),
    )

scenario(
    "http-not-hub", "HTTPS is answered by something that is not the hub.", broken=lambda lab: lab.hub_faults.append("http-not-hub"),
    expect=blocked(error("http.not-the-hub"), usable=ALL - {"https"}), cure=repaired("pass-https"),
)
