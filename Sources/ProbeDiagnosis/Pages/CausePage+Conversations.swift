import ProbeCore
import ProbeFindings

extension CausePage {
    static let conversationPages: [CausePage] = [
        CausePage(
            .mqttSwallowed, "TLS on 8883 works, but the MQTT inside gets no answer.",
            evidence:
                "Verified TLS, the CONNECT is acknowledged by TCP, no MQTT answer comes; the same inside a WebSocket "
                + "on 443 is answered.",
            unlike: [.init(.mqttClosed, "the connection is closed instead")], owners: .siteNetwork),
        CausePage(
            .mqttClosed, "TLS on 8883 works, but the connection ends at the MQTT CONNECT.",
            evidence: "EOF or a reset right behind the CONNECT; another transport of the hub answers.",
            unlike: [.init(.mqttSwallowed, "the connection stays open, in silence")],
            owners: .siteNetwork, .hubConfiguration),
        CausePage(
            .amqpSwallowed, "TLS on 5671 works, but the AMQP inside gets no answer.",
            evidence:
                "Verified TLS, the header is acknowledged by TCP, no AMQP answer comes; the same inside a WebSocket "
                + "on 443 is answered.",
            unlike: [.init(.amqpClosed, "the connection is closed instead")], owners: .siteNetwork),
        CausePage(
            .amqpClosed, "TLS on 5671 works, but the connection ends at the AMQP header.",
            evidence: "EOF or a reset right behind the header; another transport of the hub answers.",
            unlike: [.init(.amqpSwallowed, "the connection stays open, in silence")],
            owners: .siteNetwork, .hubConfiguration),
        CausePage(
            .protoWrongService, "Another service answers in the hub's place.",
            evidence: "The answer is another protocol: an AMQP 0-9-1 header, an SSH banner, HTTP.",
            unlike: [.init(.httpNotTheHub, "the protocol is right, and it is not the hub")],
            owners: .siteNetwork, .hubConfiguration),
        CausePage(
            .wsUpgradeStripped, "A proxy takes the Upgrade header out of WebSocket requests.",
            evidence:
                "An answer other than 101 that lacks Upgrade and is not the hub's own; headers of the hop are kept.",
            unlike: [.init(.wsUpgradeBlocked, "requests with the header are not answered at all")], owners: .proxy),
        CausePage(
            .wsUpgradeBlocked, "Requests that ask for a WebSocket are cut; others pass.",
            evidence: "A reset or silence only when the Upgrade header is present.",
            unlike: [.init(.wsUpgradeStripped, "the request is answered, without the upgrade")],
            owners: .proxy, .siteNetwork),
        CausePage(
            .wsFramesDropped, "The WebSocket opens, but what is sent through it gets no answer.",
            evidence: "101 to the upgrade, then the protocol inside gets no answer.",
            unlike: [.init(.wsUpgradeStripped, "the WebSocket does not open")], owners: .proxy),
        CausePage(
            .wsSubprotocolMissing, "The WebSocket opens without the subprotocol, or with a wrong accept hash.",
            evidence: "101 without our Sec-WebSocket-Protocol, or with a wrong Sec-WebSocket-Accept.",
            unlike: [.init(.wsFramesDropped, "the opening is right, the frames get lost")], owners: .proxy),
        CausePage(
            .httpNotTheHub, "HTTPS is answered, but not by the hub.",
            evidence: "An HTTP answer without the header iothub-errorcode, which only the hub sends.",
            unlike: [.init(.portalCaptive, "plain-HTTP checks are altered as well")], owners: .proxy, .siteNetwork),
        CausePage(
            .transportOnly443, "Only 443 is open: edgeAgent falls back to WebSocket by itself, edgeHub does not.",
            evidence: "443 works, 5671 and 8883 fail alike. Reported instead of the two, with their place. A warning.",
            unlike: [.init(.tcpDroppedPort, "one of the two ports works")],
            owners: .hubConfiguration, .siteNetwork),
    ]
}
