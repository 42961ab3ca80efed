"""The hub is reached, and what it says inside TLS is not what a hub says."""

from composed.parts import blame, fault, named

OF_THE_HUB = {"tls", "closed"}

for name, cause, transports in (
    ("amqp-swallowed", "amqp.swallowed", {"amqp"}), ("amqp-closed", "amqp.closed", {"amqp"}), ("amqp-091", "proto.wrong-service", {"amqp"}),
    ("mqtt-swallowed", "mqtt.swallowed", {"mqtt"}), ("mqtt-closed", "mqtt.closed", {"mqtt"}),
    ("ws-upgrade-stripped", "ws.upgrade-stripped", {"mqtt-ws", "amqp-ws"}), ("ws-upgrade-reset", "ws.upgrade-blocked", {"mqtt-ws", "amqp-ws"}),
    ("ws-upgrade-swallowed", "ws.upgrade-blocked", {"mqtt-ws", "amqp-ws"}),
    ("ws-frames-dropped", "ws.frames-dropped", {"mqtt-ws", "amqp-ws"}), ("http-not-hub", "http.not-the-hub", {"https"}),
):
    @fault("protocols", without=OF_THE_HUB | ({"proxy-is-the-only-way-out"} if name[:2] in ("am", "mq") else set()), weight=0.7)
    @named(f"hub-{name}", f"The hub's transports are at fault: {cause}.")
    def _(net, name=name, cause=cause, transports=transports):
        yield net.loses(transports, blame(cause), proof=lambda: not net.serves(*transports))
        net.lab.restart_hub(name)
