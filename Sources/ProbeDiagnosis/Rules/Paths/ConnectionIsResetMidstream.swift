import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Connections open and are reset as soon as data flows, whichever name the ClientHello carries.
struct ConnectionIsResetMidstream: Rule {
    static let causes: [Cause] = [.tcpResetMidstream]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        let stalls = scene.stalls(.reset).filter { stall in
            // An answer for another name, or for none, makes it a matter of the name.
            !stall.isFlapping
                && ![stall.controls.otherName, stall.controls.noName].contains { $0?.isAnswered ?? false }
        }
        let box = box(stalls, scene)
        let rest = stalls.filter { stall in !(box?.contains(stall) ?? false) }
        return [box.map(finding)].compactMap(\.self) + Stall.byPort(rest).compactMap(finding)
    }

    /// A box that does it to every connection, or to every one to a port: one fault, wherever the connections lead.
    private struct Box {
        let stalls: [Stall]
        /// Nothing where it is every port.
        let port: UInt16?
        private let places: Set<Place>

        private struct Place: Hashable {
            let vantage: Vantage
            let endpoint: Endpoint

            init(of stall: Stall) { (vantage, endpoint) = (stall.vantage, stall.endpoint) }
        }

        init(stalls: [Stall], port: UInt16?) {
            self.stalls = stalls
            self.port = port
            places = Set(stalls.map(Place.init))
        }

        func contains(_ stall: Stall) -> Bool { places.contains(Place(of: stall)) }
    }

    /// Several addresses are met alike by all that began TLS there; containers, which know the hub alone, share the box
    /// where their packets leave as the host's do.
    private func box(_ stalls: [Stall], _ scene: Scene) -> Box? {
        func met(from vantage: Vantage, at port: UInt16?) -> [Stall]? {
            let begun = scene.ascents(from: vantage).filter { ascent in
                ascent.endpoint.via == .direct && (port == nil || ascent.endpoint.port == port)
                    && ascent.seen(HandshakeTLS.self) != nil
            }
            let alike = stalls.filter { $0.vantage == vantage && (port == nil || $0.endpoint.port == port) }
            return !begun.isEmpty && begun.count == alike.count ? alike : nil
        }
        let ports: [UInt16?] = [nil] + stalls.map(\.endpoint.port).uniqued
        for port in ports {
            guard let host = met(from: .host, at: port), let first = host.first,
                host.map(\.remote.address).uniqued.count > 1
            else { continue }
            let others = scene.vantages.filter { $0 != .host }.flatMap { vantage -> [Stall] in
                guard scene.roads.areOne(from: .host, vantage, to: first.remote.address, scene.survey) else {
                    return []
                }
                return met(from: vantage, at: port) ?? []
            }
            return Box(stalls: host + others, port: port)
        }
        return nil
    }

    private func finding(_ box: Box) -> Finding {
        let hosts = box.stalls.map(\.endpoint.host).uniqued
        let ports = Set(box.stalls.map(\.endpoint.port)).sorted()
        let hasControl = hasControl(box.stalls)
        return Finding(
            .tcpResetMidstream, box.stalls.map(\.ascent.severity).max() ?? .info,
            from: box.stalls.map(\.vantage).uniqued, about: Finding.Subject(port: box.port), owner: .siteNetwork,
            confidence: hasControl ? .likely : .possible,
            summary: isResetForOthers(box.stalls)
                ? """
                Connections to \(hosts) on \(.port, ports) open and are all reset as soon as TLS begins, whichever name they \
                ask for.
                """
                : hasControl
                    ? """
                    Connections to \(hosts) on \(.port, ports) open and are all reset as soon as TLS begins; those for another \
                    name get no answer either.
                    """
                    : """
                    Connections to \(hosts) on \(.port, ports) open and are all reset as soon as TLS begins; whether that \
                    depends on the name could not be told.
                    """,
            evidence: box.stalls.flatMap(proofs),
            refutedBy: "A TLS handshake with any address outside is answered.")
    }

    // How a real hub treats foreign names is not known, so "whatever the name" is never certain.
    private func hasControl(_ stalls: [Stall]) -> Bool {
        stalls.contains { $0.controls.otherName?.failsAlike ?? false }
    }

    /// Another name met a reset as well, and not a silence that may be of another making.
    private func isResetForOthers(_ stalls: [Stall]) -> Bool {
        stalls.contains { $0.controls.otherName?.result == .reset }
    }

    private func finding(_ group: [Stall]) -> Finding? {
        guard let first = group.first else { return nil }
        let host = first.endpoint.host
        let hasControl = hasControl(group)
        return Finding(
            .tcpResetMidstream, group.map(\.ascent.severity).max() ?? .info, from: [first.vantage],
            about: Finding.Subject(
                host, address: first.remote.address, port: first.endpoint.port,
                transport: group.count == 1 ? first.endpoint.transport : nil),
            owner: .siteNetwork, confidence: hasControl ? .likely : .possible,
            summary: isResetForOthers(group)
                ? """
                Connections to \(host) (\(first.remote)) open and are reset as soon as TLS begins, whichever name \
                they ask for.
                """
                : hasControl
                    ? """
                    Connections to \(host) (\(first.remote)) open and are reset as soon as TLS begins; those for another name \
                    get no answer either.
                    """
                    : """
                    Connections to \(host) (\(first.remote)) open and are reset as soon as TLS begins; whether that \
                    depends on the name could not be told.
                    """,
            evidence: group.flatMap(proofs),
            refutedBy: "A TLS handshake with \(first.remote) for another name is answered.")
    }

    private func proofs(_ stall: Stall) -> [Finding.Proof] {
        let error: SystemError = stall.handshake.error ?? "ECONNRESET"
        let reset = Finding.Proof(
            stall.observation,
            """
            after \(stall.handshake.bytesSent, .byte) of TLS \(stall.remote) resets the connection (\(error), \
            \(stall.handshake.bytesReceived) bytes received)
            """)
        let alike = [
            proof(
                stall.controls.otherName, same: "a handshake with another name is reset as well",
                other: { "a handshake with another name gets no answer either (\($0))" }),
            proof(
                stall.controls.noName, same: "a handshake with no name is reset as well",
                other: { "a handshake with no name gets no answer either (\($0))" }),
            proof(
                stall.controls.again, same: "a handshake with the same name again is reset as well",
                other: { "a handshake with the same name again gets no answer either (\($0))" }),
        ]
        return [reset] + alike.compactMap(\.self)
    }

    private func proof(
        _ control: HandshakeControls.Control?, same: Sentence, other: (_ result: Term) -> Sentence
    ) -> Finding.Proof? {
        guard let control, let result = control.result, control.failsAlike else { return nil }
        return control.shows(result == .reset ? same : other(Term(result)))
    }
}
