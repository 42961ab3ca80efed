"""What a device needs, and how grave it is to lose it: the verdict as a function of what still works.

The table is the public contract's: HTTPS from the host; from the containers AMQP or AMQP over WebSocket for the agent, and the
upstream transport, which never falls back. Without an engine the host stands in for the containers.
"""

MESSAGING = frozenset({"amqp", "amqp-ws", "mqtt", "mqtt-ws"})
AGENT = frozenset({"amqp", "amqp-ws"})


def modules(vantages):
    """Where the modules live: in IoT Edge's network, or in the default one, or nowhere yet."""
    return next((v for v in ("docker:azure-iot-edge", "docker:bridge") if v in vantages), "host")


def severity(usable, upstream):
    """How grave it is when just this is usable, for each vantage."""
    inside = usable[modules(usable)]
    if "https" not in usable["host"] or not inside & MESSAGING:
        return "error"
    if upstream in inside and inside & AGENT:
        return "info"
    return "warning"


VERDICT = {"error": "blocked", "warning": "degraded", "info": "ready"}
EXIT = {"blocked": 1, "degraded": 0, "ready": 0}


def verdict(usable, upstream, effects):
    """The verdict of a network with these effects."""
    if any(e.blocks for e in effects):
        return "blocked"
    found = VERDICT[severity(usable, upstream)]
    return "degraded" if found == "ready" and any(e.degrades for e in effects) else found
