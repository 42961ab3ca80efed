package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Tries a handshake that failed with another name of equal length.
///
/// Equal length keeps the ClientHello the same size, so the name is the only difference.
extension HandshakeWithOtherName: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints }

    package func occasion(for about: Endpoint, of input: Following<HandshakeTLS>, in plan: Plan) -> SocketAddress? {
        HandshakeVariation.remote(ofFailed: input.evidence)
    }

    package func measure(
        _ about: Endpoint, _ remote: SocketAddress, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        try await HandshakeVariation.serverName(Self.otherName(for: about.host)).measure(about, at: remote, context)
    }

    /// A name below `example.com` (RFC 2606), whose owner never runs a service there; of letters alone when the length
    /// leaves no room for it.
    static func otherName(for host: HostName) -> String {
        let length = host.description.utf8.count
        let suffix = ".example.com"
        guard length > suffix.utf8.count else { return String(repeating: "x", count: length) }
        var rest = length - suffix.utf8.count
        var labels: [String] = []
        while rest > 0 {
            // A label of 63 and a dot; never leave a lone dot over.
            let size = rest <= 63 ? rest : (rest == 64 ? 62 : 63)
            labels.append(String(repeating: "x", count: size))
            rest -= size + 1
        }
        return labels.joined(separator: ".") + suffix
    }
}
