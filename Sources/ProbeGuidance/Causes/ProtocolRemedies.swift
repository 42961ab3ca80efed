import ProbeCore
import ProbeFindings

/// Remedies for protocols that are broken above a good TLS connection.
extension Prescription {
    /// TLS works, and the protocol inside it does not.
    func blockedProtocol(_ transport: Transport, isSilent: Bool) -> [Remedy] {
        let name = hostOrHub
        let port = transport.port
        return [
            remedy(
                transport == .mqtt ? .passMQTT : .passAMQP,
                "Ask the network team to let \(transport) pass (paste this):", [],
                request(
                    isSilent
                        ? "TLS to \(name) on TCP \(port) works, but the \(transport) inside gets no answer."
                        : "TLS to \(name) on TCP \(port) works, but the \(transport) inside is cut off.",
                    """
                    Please allow the application \(transport) over TLS on TCP \(port) to \(name), without protocol or \
                    TLS inspection; service tag AzureIoTHub. Nothing inbound is needed.
                    """))
        ] + webSocketInstead
    }

    var protoWrongService: [Remedy] {
        let name = hostOrHub
        return [
            finding.subject.via == .proxy
                ? correctProxy
                : remedy(
                    .reachTheHub, "Let the connection end at \(name).",
                    [
                        """
                        Another service answers in its place: correct a port forwarding, a load balancer or a DNS \
                        record that leads \(name) elsewhere, or the name given to edgeprobe.
                        """
                    ])
        ] + (finding.subject.via != .proxy && hasWebSocketInstead ? webSocketInstead : [])
    }

    var httpNotTheHub: [Remedy] {
        let name = hostOrHub
        if finding.owner == .cloud { return [askTheService(name)] }
        return [
            remedy(
                .passHTTPS,
                finding.owner == .proxy
                    ? "Ask the proxy's administrator (paste this):"
                    : "Ask the network team, or whoever runs a proxy on the way (paste this):", [],
                request(
                    name == assignment.hub
                        ? """
                        HTTPS requests to \(name) are answered by something else than the service: the header \
                        iothub-errorcode is missing.
                        """ : "HTTPS requests to \(name) are answered by something else than the service.",
                    """
                    Please let HTTPS to it pass unchanged: no login or block page, no rewriting, no TLS inspection.
                    """))
        ]
    }

    /// Nothing of the site is in the way, so there is nobody there to ask.
    func askTheService(_ name: HostName) -> Remedy {
        remedy(
            .askTheService, "Ask whoever runs \(name), and run this again in a while.",
            [
                """
                Nothing on the way can show this certificate: the answer comes from what stands before the service. It may be in \
                trouble, or take this device's requests for too many; Azure's own are under https://azure.status.microsoft.
                """
            ])
    }

    func blockedWebSocket(_ complaint: Sentence) -> [Remedy] {
        let name = hostOrHub
        return [
            remedy(
                .passWebSocket, "Ask the team that runs the proxy or gateway on the way (paste this):", [],
                request(
                    """
                    WebSocket connections to https://\(name) are broken: \(complaint)
                    """,
                    """
                    Please pass the headers Connection, Upgrade and Sec-WebSocket-* (RFC 6455) unchanged in both \
                    directions and keep the connection open afterwards (idle for at least 30 minutes), or tunnel \
                    it without TLS inspection.
                    """))
        ] + plainInstead
    }

    var transportOnly443: [Remedy] {
        var openPlain = self
        openPlain = Prescription(
            finding: Self.aimed(finding, at: Self.plainPort(assignment.upstream)), assignment: assignment,
            facts: facts)
        let opening = openPlain.openingAtSite()
        return webSocketInstead + [
            Remedy(
                id: opening.id, owner: .siteNetwork, title: opening.title, steps: opening.steps,
                commands: opening.commands)
        ]
    }

    private var correctProxy: Remedy {
        let comparison: Sentence =
            if let proxy = assignment.proxy {
                """
                What listens at \(proxy) is no HTTP proxy: compare it with what the proxy's administrator says.
                """
            } else {
                """
                What listens at the proxy's address is no HTTP proxy: compare it with what the proxy's administrator \
                says.
                """
            }
        return remedy(.correctProxy, owner: .device, "Correct the proxy's address or port.", [comparison])
    }

    /// The other way round: where WebSocket is broken, the plain transports may be open.
    private var plainInstead: [Remedy] {
        let isMQTT = assignment.upstream == .mqttOverWebSocket || assignment.upstream == .mqtt
        let candidates: [Transport] = isMQTT ? [.mqtt, .amqp] : [.amqp, .mqtt]
        guard let transport = candidates.first(where: { !facts.unusable.contains($0) }) else { return [] }
        return [
            remedy(
                .usePlainTransport, owner: .device,
                "Use \(transport) on TCP \(transport.port), where that is open and no proxy is needed.",
                [
                    transport == .amqp
                        ? "Set UpstreamProtocol on edgeAgent and edgeHub, or unset it: AMQP is the default."
                        : "Set UpstreamProtocol on edgeAgent and edgeHub."
                ],
                [
                    Remedy.Command(
                        .createOptions, "{ \"Env\": [\"UpstreamProtocol=\(transport.upstreamProtocol.text)\"] }")
                ])
        ]
    }

    private static func plainPort(_ upstream: Transport) -> UInt16 {
        upstream == .mqtt || upstream == .mqttOverWebSocket ? Transport.mqtt.port : Transport.amqp.port
    }

    private static func aimed(_ finding: Finding, at port: UInt16) -> Finding {
        var aimed = finding
        aimed.owner = .siteNetwork
        aimed.subject.port = port
        return aimed
    }
}
