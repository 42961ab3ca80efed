import ProbeCore
import ProbeFindings

/// Everything that a network has to let pass for a device, as one request: outwards, through the proxy, and from the inside.
struct NetworkRequest {
    let assignment: Assignment
    /// Hubs beside the assignment's own.
    let fellows: [HostName]
    let surroundings: Surroundings
    let addresses: [HostName: [IPAddress]]

    /// What firewalls have to open.
    ///
    /// Through a proxy that is the way to it, and what no proxy carries.
    var openings: [FirewallOpening] {
        (proxyOpening.map { [$0] } ?? needed) + surroundings.openings
    }

    private var needed: [FirewallOpening] { FirewallOpening.needed(by: assignment, fellows, addresses: addresses) }

    private var proxyOpening: FirewallOpening? {
        guard assignment.isProxyInUse, let proxy = assignment.proxy else { return nil }
        let (destination, known): (FirewallOpening.Destination, [IPAddress]) =
            switch proxy.host {
            case .name(let name): (.name(name), addresses[name] ?? [])
            case .address(let address): (.address(address), [address])
            }
        return FirewallOpening(
            destination: destination, addresses: known, ports: [proxy.port],
            purpose: "everything that goes through the proxy")
    }

    var lines: [Sentence] {
        [
            Request.lines(openings, from: surroundings.requester), allowList + (isProxied ? extras : []),
            isProxied ? [] : extras, ports,
        ].filter { !$0.isEmpty }
            .joined(separator: [""]).map(\.self)
    }

    private var isProxied: Bool { proxyOpening != nil }

    /// What the proxy itself has to let through; none where there is no proxy.
    private var allowList: [Sentence] {
        guard proxyOpening != nil else { return [] }
        return ["For the proxy's allow-list, as tunnels (CONNECT) without TLS inspection:"]
            + needed.map { opening in
                let port = Sentence(verbatim: opening.ports.contains(443) ? "443" : opening.portList)
                let names = opening.names.map { Sentence(verbatim: $0) }
                return opening.condition.map { "  TCP \(port) to \(names), for \(opening.purpose), \($0)" }
                    ?? "  TCP \(port) to \(names), for \(opening.purpose)"
            }
    }

    /// What a device runs without; through the proxy as all else, where only that leads out.
    private var extras: [Sentence] {
        guard !isProxied else {
            return [
                "Of use through it as well, and not needed to run:",
                "  TCP 443 to packages.microsoft.com, for installing and updating",
                "  TCP 443 to aka.ms and raw.githubusercontent.com, for the version check of 'iotedge check'",
            ]
        }
        return [
            "Of use, and not needed to run:",
            "  outbound TCP 443 to packages.microsoft.com, for installing and updating",
            "  outbound TCP 443 to aka.ms and raw.githubusercontent.com, for the version check of 'iotedge check'",
        ]
    }

    /// What a port is by default, and what becomes of it here; nothing for a port of one's own.
    private func advice(on port: UInt16) -> Sentence? {
        switch (port, assignment.upstream) {
        case (443, _):
            "        by default out open, in closed; always needed out, in by devices behind the gateway alone"
        case (5671, .amqp) where isProxied, (8883, .mqtt) where isProxied:
            "        stays closed: \(assignment.upstream.upstreamProtocol) uses no proxy"
        case (5671, .amqp): "        by default out open, in closed; what edgeHub uses here"
        case (5671, let other):
            "        by default out open, in closed; may be closed, because edgeHub uses \(other.upstreamProtocol)"
        case (8883, .mqtt): "        by default closed both ways; to be opened out, because edgeHub uses it here"
        case (8883, _): "        by default closed both ways; stays so unless UpstreamProtocol is Mqtt"
        default: nil
        }
    }

    /// The ports that documents name, with what becomes of each here.
    private var ports: [Sentence] {
        let upstream = assignment.upstream
        let usual: [(port: UInt16, name: String, isOpen: Bool)] = [
            (443, "HTTPS, WebSocket", true), (5671, "AMQP", upstream == .amqp), (8883, "MQTT", upstream == .mqtt),
        ]
        let inside = surroundings.requester.downstreamPorts
        let others = inside.filter { port in !usual.contains { $0.port == port } }
        let rows = (usual + others.map { ($0, "edgeHub", false) }).flatMap { row -> [Sentence] in
            let port = String(row.port)
            let name = "\(String(repeating: " ", count: max(0, 4 - port.count)))\(port)  \(row.name)"
            let outward =
                row.port == 443 && isProxied
                ? phrase("by the proxy") : phrase(row.isOpen && !isProxied ? "out open" : "out closed")
            let inward = phrase(inside.contains(row.port) ? "in from the inside alone" : "in closed")
            return [Sentence(verbatim: "  " + name.padded(to: 24) + outward.padded(to: 14) + inward)]
                + [advice(on: row.port)].compactMap(\.self)
        }
        var lines: [Sentence] =
            ["Ports, with edgeHub on \(upstream.upstreamProtocol):"] + rows + [
                "Plain MQTT (1883), AMQP (5672) and HTTP (80) are not supported: they stay closed both ways."
            ]
        if isProxied, !upstream.usesWebSocket {
            let other = upstream == .mqtt ? Transport.mqttOverWebSocket : .amqpOverWebSocket
            lines.append(
                """
                \(upstream.upstreamProtocol) uses no proxy: set UpstreamProtocol to \(other.upstreamProtocol) for \
                edgeAgent and edgeHub.
                """)
        }
        return lines
    }
}

extension String {
    /// With spaces behind it, up to a column of a terminal.
    fileprivate func padded(to column: Int) -> String {
        self + String(repeating: " ", count: max(1, column - columns))
    }
}
