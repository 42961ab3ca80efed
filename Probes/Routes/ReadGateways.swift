package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Reads what the kernel knows of its gateways once something was silent.
///
/// After the silence, because a gateway that nobody has asked for yet looks like one that does not answer.
extension ReadGateways: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.seesThisDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: EndedSilence, _ context: Context<GatewayStates>
    ) async throws(ProbeError) -> Measured<GatewayStates, NoLive> {
        var states = try Self.read()
        // The kernel asks three times, a second apart; until it has given up, an answer may still come.
        let end = ContinuousClock.now + .milliseconds(1500)
        while states.contains(where: { $0.state == .incomplete }), .now < end {
            do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
            let next = try Self.read()
            if next.contains(where: { $0.state == .failed }) {
                states = next
                break
            }
            states = next
        }
        var evidence = GatewayStates(neighbours: Array(states.prefix(Self.most)))
        evidence.leftOut = [LeftOut(.gateways, states.count - evidence.neighbours.count)].recorded
        return Measured(evidence)
    }

    private static func read() throws(ProbeError) -> [Neighbour] {
        do throws(NetlinkError) {
            var routing = try Routing()
            // Neighbours are told by the numbers of their links.
            _ = try routing.links()
            let gateways = Set(try routing.routes().routes.compactMap(\.gateway))
            // Those that do not answer first: they are what is looked for.
            let all = try routing.neighbours().filter { gateways.contains($0.address) }
            return all.filter { $0.state == .failed || $0.state == .incomplete }
                + all.filter { $0.state != .failed && $0.state != .incomplete }
        } catch {
            throw ProbeError(error, doing: "reading the neighbours")
        }
    }

    /// More gateways than any device has.
    private static let most = 64
}

/// There once a look-up or a connection has ended without an answer; never, when all of them got through.
package struct EndedSilence: ProbeInput {
    package static var upstream: [ProbeID] { [ResolveName.id, ConnectEndpoint.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<EndedSilence> {
        let names = board.states(of: ResolveName.self).map { state in
            ended(state) { $0.addresses.isEmpty && $0.servers.contains(where: \.isSilent) }
        }
        let connections = board.states(of: ConnectEndpoint.self).map { state in
            ended(state) { $0.connected == nil }
        }
        let all = names + connections
        if all.contains(true) { return .settled(EndedSilence()) }
        return all.contains(nil) ? .waiting : .impossible(SkipReason(.notNeeded, "nothing called for it"))
    }

    /// Whether it ended in silence; nothing while it is open.
    private static func ended<P: Probe>(_ state: Board.State<P>, isSilent: (P.Evidence) -> Bool) -> Bool? {
        switch state {
        case .waiting, .interim: nil
        case .final(_, .seen(let evidence), _): isSilent(evidence)
        case .final, .absent: false
        }
    }
}
