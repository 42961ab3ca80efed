import ProbeCore

/// The cards of conversations.
extension Card {
    static let mqttSwallowed = Card(
        layer: .conversation, reach: .port, effect: .stops, place: .located,
        owners: [.siteNetwork],
        meaning: "TLS on 8883 works, but the MQTT inside gets no answer.",
        evidence: """
            Verified TLS, the CONNECT is acknowledged by TCP, no MQTT answer comes; the same inside a WebSocket on \
            443 is answered.
            """,
        likeness: .among([
            .init(.mtuBlackholeOut, "the request is never acknowledged", by: .acknowledgement),
            .init(.mqttClosed, "the connection is closed instead", by: .exchange),
            .init(.tlsSwallowed, "TLS itself gets no answer", by: .chain),
        ]),
        remedies: [.passMQTT, .useWebSocket],
        signatures: [])

    static let mqttClosed = Card(
        layer: .conversation, reach: .port, effect: .stops, place: .located,
        owners: [.siteNetwork, .hubConfiguration],
        meaning: "TLS on 8883 works, but the connection ends at the MQTT CONNECT.",
        evidence: "EOF or a reset right behind the CONNECT; another transport of the hub answers.",
        likeness: .among([
            .init(.mqttSwallowed, "the connection stays open, in silence", by: .exchange),
            .init(.protoWrongService, "another protocol answers", by: .exchange),
        ]),
        remedies: [.passMQTT, .useWebSocket],
        signatures: [])

    static let amqpSwallowed = Card(
        layer: .conversation, reach: .port, effect: .stops, place: .located,
        owners: [.siteNetwork],
        meaning: "TLS on 5671 works, but the AMQP inside gets no answer.",
        evidence: """
            Verified TLS, the header is acknowledged by TCP, no AMQP answer comes; the same inside a WebSocket on \
            443 is answered.
            """,
        likeness: .among([
            .init(.mtuBlackholeOut, "the request is never acknowledged", by: .acknowledgement),
            .init(.tlsSwallowed, "TLS itself gets no answer", by: .chain),
            .init(.amqpClosed, "the connection is closed instead", by: .exchange),
        ]),
        remedies: [.passAMQP, .useWebSocket],
        signatures: [])

    static let amqpClosed = Card(
        layer: .conversation, reach: .port, effect: .stops, place: .located,
        owners: [.siteNetwork, .hubConfiguration],
        meaning: "TLS on 5671 works, but the connection ends at the AMQP header.",
        evidence: "EOF or a reset right behind the header; another transport of the hub answers.",
        likeness: .among([
            .init(.amqpSwallowed, "the connection stays open, in silence", by: .exchange),
            .init(.protoWrongService, "another protocol answers", by: .exchange),
        ]),
        remedies: [.passAMQP, .useWebSocket],
        signatures: [])

    static let protoWrongService = Card(
        layer: .conversation, reach: .port, effect: .stops, place: .located,
        owners: [.siteNetwork, .hubConfiguration],
        meaning: "Another service answers in the hub's place.",
        evidence: "The answer is another protocol: an AMQP 0-9-1 header, an SSH banner, HTTP.",
        likeness: .among([
            .init(.tlsNonTLSReply, "the first bytes are plain text", by: .bytes),
            .init(.mqttClosed, "the connection ends without an answer", by: .exchange),
            .init(.amqpClosed, "the connection ends without an answer", by: .exchange),
            .init(.httpNotTheHub, "the protocol is right, and it is not the hub", by: .exchange),
        ]),
        remedies: [.useWebSocket, .reachTheHub, .correctProxy],
        signatures: [])

    static let wsUpgradeStripped = Card(
        layer: .conversation, reach: .port, effect: .stops, place: .located,
        owners: [.proxy],
        meaning: "A proxy takes the Upgrade header out of WebSocket requests.",
        evidence: """
            An answer other than 101 that lacks Upgrade and is not the hub's own; headers of the hop are kept.
            """,
        likeness: .among([
            .init(.wsUpgradeBlocked, "requests with the header are not answered at all", by: .exchange),
            .init(.wsFramesDropped, "the upgrade is accepted, and nothing gets through inside", by: .exchange),
            .init(.httpNotTheHub, "plain HTTPS is not answered by the hub either", by: .marks),
        ]),
        remedies: [.passWebSocket, .usePlainTransport],
        signatures: [])

    static let wsUpgradeBlocked = Card(
        layer: .conversation, reach: .port, effect: .stops, place: .located,
        owners: [.proxy, .siteNetwork],
        meaning: "Requests that ask for a WebSocket are cut; others pass.",
        evidence: "A reset or silence only when the Upgrade header is present.",
        likeness: .among([
            .init(.wsUpgradeStripped, "the request is answered, without the upgrade", by: .exchange),
            .init(.wsFramesDropped, "the upgrade is accepted, and nothing gets through inside", by: .exchange),
        ]),
        remedies: [.passWebSocket, .usePlainTransport],
        signatures: [])

    static let wsFramesDropped = Card(
        layer: .conversation, reach: .port, effect: .stops, place: .located,
        owners: [.proxy],
        meaning: "The WebSocket opens, but what is sent through it gets no answer.",
        evidence: "101 to the upgrade, then the protocol inside gets no answer.",
        likeness: .among([
            .init(.wsUpgradeStripped, "the WebSocket does not open", by: .exchange),
            .init(.wsUpgradeBlocked, "the upgrade itself is cut", by: .exchange),
            .init(
                .wsSubprotocolMissing,
                """
                the upgrade is accepted without the protocol that was asked for
                """, by: .exchange),
        ]),
        remedies: [.passWebSocket, .usePlainTransport],
        signatures: [])

    static let wsSubprotocolMissing = Card(
        layer: .conversation, reach: .port, effect: .stops, place: .located,
        owners: [.proxy],
        meaning: "The WebSocket opens without the subprotocol, or with a wrong accept hash.",
        evidence: "101 without our Sec-WebSocket-Protocol, or with a wrong Sec-WebSocket-Accept.",
        likeness: .among([
            .init(.wsFramesDropped, "the opening is right, the frames get lost", by: .exchange),
            .init(.httpNotTheHub, "plain HTTPS is not answered by the hub either", by: .marks),
        ]),
        remedies: [.passWebSocket, .usePlainTransport],
        signatures: [])

    static let httpNotTheHub = Card(
        layer: .conversation, reach: .port, effect: .stops, place: .located,
        owners: [.proxy, .siteNetwork, .cloud],
        meaning: "HTTPS is answered, but not by the hub.",
        evidence: "An HTTP answer without the header iothub-errorcode, which only the hub sends.",
        likeness: .among([
            .init(.tlsIntercepted, "the certificate is somebody else's", by: .chain),
            .init(.tlsBlockPage, "the certificate is somebody else's", by: .chain),
            .init(.protoWrongService, "another protocol than HTTP answers", by: .exchange),
            .init(.wsUpgradeStripped, "the hub answers plain HTTPS", by: .marks),
            .init(.wsSubprotocolMissing, "the hub answers plain HTTPS", by: .marks),
            .init(.portalCaptive, "plain-HTTP checks are altered as well", by: .portal),
            .init(.registryForbidden, "the registry itself answers", by: .marks),
            .init(.registryDenied, "the registry itself answers", by: .marks),
        ]),
        remedies: [.passHTTPS, .askTheService],
        signatures: [])

    static let transportOnly443 = Card(
        layer: .conversation, reach: .port, effect: .stops, place: .located,
        concern: .plainPorts, degradation: .always, isFilter: true,
        owners: [.hubConfiguration, .siteNetwork],
        meaning: "Only 443 is open: edgeAgent falls back to WebSocket by itself, edgeHub does not.",
        evidence: """
            443 works, 5671 and 8883 fail alike. Reported instead of the two, with their place. A warning.
            """,
        likeness: .among([
            .init(.tcpDroppedPort, "one of the two ports works", by: .otherTransports)
        ]),
        remedies: [.useWebSocket, .allowOutbound],
        signatures: [])
}
