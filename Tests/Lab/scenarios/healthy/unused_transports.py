from scenario import *

for name, rule in {"dropped": "drop", "rejected": "reject", "reset": "reject with tcp reset"}.items():
    scenario(
        f"unused-mqtt-{name}", f"MQTT's port is {name} on a site where nobody uses MQTT: the recommended set-up.",
        broken=lambda lab, rule=rule: lab.edge.filters(f"tcp dport 8883 {rule}"), expect=ready(usable=ALL - {"mqtt"}),
    )

scenario(
    "only-443-with-websockets", "All but 443 is dropped, and edgeHub is configured for WebSockets.",
    broken=lambda lab: lab.edge.filters("iifname site tcp dport != 443 drop"), asked=asking("--upstream", "amqp-ws"),
    expect=ready(usable=WEB),
)

for fault, cause, lost in [
    ("ws-upgrade-stripped", "ws.upgrade-stripped", {"mqtt-ws", "amqp-ws"}), ("ws-upgrade-reset", "ws.upgrade-blocked", {"mqtt-ws", "amqp-ws"}),
    ("ws-upgrade-swallowed", "ws.upgrade-blocked", {"mqtt-ws", "amqp-ws"}),
    ("ws-subprotocol-missing", "ws.subprotocol-missing", {"mqtt-ws", "amqp-ws"}),
    ("mqtt-swallowed", "mqtt.swallowed", {"mqtt"}), ("mqtt-closed", "mqtt.closed", {"mqtt"}),
]:
    scenario(
        f"unused-{fault}", f"What nobody uses is broken ({cause}): a remark.",
        broken=lambda lab, fault=fault: lab.hub_faults.append(fault), expect=ready(remark(cause), usable=ALL - lost),
    )
