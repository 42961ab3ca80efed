package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Tries by itself what failed in the crowd: a run opens many connections at once, which a device never does.
///
/// Whoever counts connections, or how many begin in a second, lets some of a run's through and drops or resets the others; and
/// what an outage of seconds swallows gets through when it is over. A filter stays.
extension ConnectAlone: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.services.isDemonstration ? [] : [Device()] }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        guard !plan.services.isDemonstration else { return [] }
        return ConnectEndpoint().contacts(in: plan).union(ReachDataEndpoint().contacts(in: plan))
    }

    package func measure(
        _ about: Device, _ input: LoneFailures, _ context: Context<ConnectEvidence>
    ) async throws(ProbeError) -> Measured<ConnectEvidence, NoLive> {
        for connection in input.connections { await connection.close() }
        var evidence = ConnectEvidence()
        evidence.candidates = input.remotes
        var failures = 0
        for (index, remote) in input.remotes.enumerated() where failures < Self.mostFailures {
            if index > 0 { try? await Task.sleep(for: Self.pause) }
            let attempts = try await Self.attempts(at: remote, context)
            evidence.attempts += attempts
            if attempts.last?.result != .connected { failures += 1 }
        }
        return Measured(evidence)
    }

    /// Where two stay closed by themselves it was not the crowd, and the others need not be waited for.
    private static let mostFailures = 2
    /// Each from another source port: one alone may take the one way of several that is open.
    private static let repetitions = 3
    private static let wait = Duration.milliseconds(1500)
    /// Between two that open, so that they are no crowd themselves: who limits connections has them by the second.
    private static let pause = Duration.milliseconds(600)

    /// One after the other, until one fails.
    private static func attempts(
        at remote: SocketAddress, _ context: Context<ConnectEvidence>
    ) async throws(ProbeError) -> [ConnectAttempt] {
        var attempts: [ConnectAttempt] = []
        for repetition in 0..<repetitions {
            if repetition > 0 { try? await Task.sleep(for: pause) }
            let deadline = min(context.deadline, .now + max(wait, context.pace.stuckAfter * 1.5))
            let (attempt, socket) = try await TCP.connect(to: remote, deadline: deadline)
            socket?.close()
            guard attempt.result != .superseded else { break }
            attempts.append(attempt)
            guard attempt.result == .connected else { break }
        }
        return attempts
    }
}

/// What met silence or a reset while other connections of the vantage opened, once everything that goes by connections has ended.
package struct LoneFailures: ProbeInput {
    package let remotes: [SocketAddress]
    /// Those that are open still.
    let connections: [Connection]

    private static let probes: [any Probe.Type] = [
        ResolveName.self, ConnectEndpoint.self, ConnectOtherAddresses.self, WalkHops.self, OpenTunnel.self,
        HandshakeTLS.self, RepeatHandshake.self, HandshakeWithOtherName.self, HandshakeWithoutName.self,
        HandshakeWithSmallSegments.self, RequestHTTPS.self, RequestWithSmallSegments.self, ConnectMQTT.self,
        RepeatMQTT.self, OpenAMQP.self, NegotiateSASL.self, UpgradeWebSocket.self, RequestDPS.self,
        RequestRegistry.self, RequestImages.self, ReachDataEndpoint.self,
    ]

    package static var upstream: [ProbeID] { probes.map { $0.id } }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<LoneFailures> {
        let awaited = Set(upstream)
        for (key, entry) in board.entries where awaited.contains(key.probe) {
            switch entry {
            case .waiting, .interim: return .waiting
            case .final: break
            }
        }
        let direct = board.states(of: ConnectEndpoint.self).compactMap { state -> ConnectEvidence? in
            guard case .final(let endpoint, .seen(let evidence), _) = state, endpoint.via == .direct else { return nil }
            return evidence
        }
        let hasOpened = direct.contains { $0.connected.map { !$0.address.isLoopback } ?? false }
        let data = board.answers(of: ReachDataEndpoint.self).compactMap(\.evidence)
            .filter { $0.tunnel == nil && $0.handshake == nil }.compactMap(\.connect)
        let failed = (direct + data).filter { $0.connected == nil }.flatMap(\.attempts).filter(\.mayBeOfCrowd)
        guard hasOpened, !failed.isEmpty else {
            return .impossible(SkipReason(.notNeeded, "nothing called for it"))
        }
        let open = board.entries.values.compactMap { entry -> Connection? in
            guard case .final(_, let product) = entry else { return nil }
            return product as? Connection
        }
        let remotes = Unanswered.ordered(failed.map(\.remote)).prefix(most)
        return .settled(LoneFailures(remotes: Array(remotes), connections: open))
    }

    /// More than a run whose every transport is closed has.
    private static let most = 6
}

extension ConnectAttempt {
    /// Silence, or a reset that nobody else's message explains.
    fileprivate var mayBeOfCrowd: Bool {
        !isSynchronous && icmp == nil
            && (result == .silent
                || (result == .failed && (error == "ECONNREFUSED" || error == "ECONNRESET" || error == "ETIMEDOUT")))
    }
}
