import ProbeCore

/// The cards of what becomes of segments of full size.
extension Card {
    static let mtuBlackholeIn = Card(
        layer: .mtu, reach: .address, effect: .stops, place: .located,
        owners: [.siteNetwork, .device, .containerEngine],
        meaning: "Big packets from the hub get lost: path MTU discovery is broken inwards.",
        evidence: """
            The ClientHello is acknowledged, then nothing or only the tail of the answer arrives; the retry with a \
            small MSS succeeds.
            """,
        likeness: .among([
            .init(.tcpLossy, "small packets get lost as well", by: .attempts),
            .init(.tlsSwallowed, "small segments do not help", by: .smallSegments),
            .init(.mtuBlackholeOut, "the hello is never acknowledged", by: .acknowledgement),
            .init(
                .mtuBridgeMismatch,
                """
                only containers stall, and their network's MTU is too large
                """, by: .hostContrast),
        ]),
        remedies: [.allowFragmentationNeeded, .clampMSSHere],
        signatures: [])

    static let mtuBlackholeOut = Card(
        layer: .mtu, reach: .address, effect: .stops, place: .located,
        owners: [.siteNetwork, .device],
        meaning: "Big packets to the hub get lost: path MTU discovery is broken outwards.",
        evidence: "A big request is never acknowledged, a small one is; with a small MSS the big one passes.",
        likeness: .among([
            .init(.mtuBlackholeIn, "the hello is acknowledged, and the answer gets lost", by: .acknowledgement),
            .init(
                .mtuBridgeMismatch,
                """
                only containers stall, and their network's MTU is too large
                """, by: .hostContrast),
            .init(.tlsSNIFiltered, "the name decides, not the size", by: .otherName),
            .init(.tlsLargeHelloIntolerant, "the MSS makes no difference", by: .smallSegments),
            .init(.mqttSwallowed, "the request is acknowledged, and no answer comes", by: .acknowledgement),
            .init(.amqpSwallowed, "the request is acknowledged, and no answer comes", by: .acknowledgement),
        ]),
        remedies: [.allowFragmentationNeeded, .clampMSSHere],
        signatures: [])

    static let mtuBridgeMismatch = Card(
        layer: .mtu, reach: .address, effect: .stops, place: .located,
        owners: [.containerEngine],
        meaning: "A container network's MTU is larger than that of the way out.",
        evidence: """
            The bridge's MTU is above the outgoing interface's, and containers stall where the host does not.
            """,
        likeness: .among([
            .init(.mtuBlackholeIn, "the host stalls as well", by: .hostContrast),
            .init(.mtuBlackholeOut, "the host stalls as well", by: .hostContrast),
        ]),
        remedies: [.networkMTU],
        signatures: [])
}
