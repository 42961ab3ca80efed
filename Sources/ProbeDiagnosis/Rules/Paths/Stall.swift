import ProbeCore
import ProbeEvidence

/// A handshake of a direct ladder that ended without completing, with the controls that differ in one thing each.
struct Stall {
    let endpoint: Endpoint
    let vantage: Vantage
    let remote: SocketAddress
    let observation: Int
    let handshake: Handshake
    let again: Control?
    let otherName: Control?
    let noName: Control?
    let smallSegments: Control?

    struct Control {
        let observation: Int
        let connect: ConnectAttempt
        /// Nothing when the connection for it did not open.
        let handshake: Handshake?

        var isCompleted: Bool { handshake?.result == .completed }

        /// The other side answered in TLS: whatever stops the ladder let this one through.
        var isAnswered: Bool {
            switch handshake?.result {
            case .completed, .alert, .malformed, .notTLS: true
            case .closed, .reset, .silent, .superseded, nil: false
            }
        }

        /// It ended as the ladder did: neither an answer nor an attempt that was given up.
        var failsAlike: Bool { handshake.map { [.closed, .reset, .silent].contains($0.result) } ?? false }
    }

    /// The direct ladders whose handshake ended in the given way.
    static func all(_ result: Handshake.Result, in survey: Survey) -> [Stall] {
        survey.seen(HandshakeTLS.self).compactMap { seen in
            guard seen.evidence.result == result, seen.about.via == .direct,
                let remote = survey.seen(ConnectEndpoint.self, about: seen.about, from: seen.vantage)?.evidence
                    .connected
            else { return nil }
            return Stall(
                endpoint: seen.about, vantage: seen.vantage, remote: remote, observation: seen.index,
                handshake: seen.evidence,
                again: control(RepeatHandshake.self, seen, survey),
                otherName: control(HandshakeWithOtherName.self, seen, survey),
                noName: control(HandshakeWithoutName.self, seen, survey),
                smallSegments: control(HandshakeWithSmallSegments.self, seen, survey))
        }
    }

    private static func control<P: Question>(
        _ probe: P.Type, _ ladder: Survey.Seen<HandshakeTLS>, _ survey: Survey
    ) -> Control? where P.Evidence == ControlHandshake {
        survey.seen(P.self, about: ladder.about, from: ladder.vantage).map {
            Control(observation: $0.index, connect: $0.evidence.connect, handshake: $0.evidence.handshake)
        }
    }

    /// The same handshake got further the second time: what comes and goes is no verdict.
    var isFlapping: Bool { again?.isAnswered ?? false }

    /// The stalls in groups that share the vantage, the host and the address, in their order.
    static func byAddress(_ stalls: [Stall]) -> [[Stall]] {
        grouped(stalls) { "\($0.vantage) \($0.endpoint.host) \($0.remote.address)" }
    }

    /// The stalls in groups that share the port as well.
    static func byPort(_ stalls: [Stall]) -> [[Stall]] {
        grouped(stalls) { "\($0.vantage) \($0.endpoint.host) \($0.remote)" }
    }

    private static func grouped(_ stalls: [Stall], _ key: (Stall) -> String) -> [[Stall]] {
        let groups = Dictionary(grouping: stalls, by: key)
        return stalls.map(key).uniqued.compactMap { groups[$0] }
    }
}
