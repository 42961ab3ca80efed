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
        var states = try Self.read(besides: input.silent)
        // The kernel asks three times, a second apart; until it has given up, an answer may still come.
        let end = ContinuousClock.now + .milliseconds(1500)
        var given = Set(states.filter { $0.state == .failed }.map(Place.init))
        while states.contains(where: { $0.state == .incomplete && !given.contains(Place($0)) }), .now < end {
            do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
            states = try Self.read(besides: input.silent)
            given.formUnion(states.filter { $0.state == .failed }.map(Place.init))
        }
        // One that is asked for again has been given up before.
        for index in states.indices where given.contains(Place(states[index])) && states[index].state == .incomplete {
            states[index].state = .failed
        }
        var evidence = GatewayStates(neighbours: Array(states.prefix(Self.most)))
        evidence.leftOut = [LeftOut(.gateways, states.count - evidence.neighbours.count)].recorded
        return Measured(evidence)
    }

    private struct Place: Hashable {
        let address: IPAddress
        let interface: InterfaceName

        init(_ neighbour: Neighbour) {
            address = neighbour.address
            interface = neighbour.interface
        }
    }

    /// What is on a link itself has no gateway before it.
    private static func read(besides silent: Set<IPAddress>) throws(ProbeError) -> [Neighbour] {
        do throws(NetlinkError) {
            var routing = try Routing()
            // Neighbours are told by the numbers of their links.
            _ = try routing.links()
            let gateways = Set(try routing.routes().routes.flatMap(\.hops).compactMap(\.gateway))
            // Those that do not answer first: they are what is looked for.
            let all = try routing.neighbours().filter { gateways.union(silent).contains($0.address) }
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
    /// What gave no answer, or none so far.
    package let silent: Set<IPAddress>

    package init(silent: Set<IPAddress> = []) { self.silent = silent }

    package static var upstream: [ProbeID] { [ResolveName.id, ConnectEndpoint.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<EndedSilence> {
        let names = board.answers(of: ResolveName.self).map { answer in
            Silence(answer) { evidence in
                evidence.addresses.isEmpty ? evidence.servers.filter(\.isSilent).map(\.server.address) : []
            }
        }
        let connections = board.answers(of: ConnectEndpoint.self).map { answer in
            Silence(answer) { evidence in
                evidence.connected == nil ? (evidence.attempts.map(\.remote) + evidence.candidates).map(\.address) : []
            }
        }
        let all = names + connections
        guard all.contains(where: { $0.hasEnded && !$0.addresses.isEmpty }) else {
            return all.allSatisfy(\.hasEnded) ? .impossible(SkipReason(.notNeeded, "nothing called for it")) : .waiting
        }
        return .settled(EndedSilence(silent: Set(all.flatMap(\.addresses))))
    }

    /// Who gave no answer to a question so far, and whether that is all.
    private struct Silence {
        var addresses: [IPAddress] = []
        var hasEnded = true

        init<Evidence>(_ answer: Board.Answer<Evidence>, among silent: (Evidence) -> [IPAddress]) {
            switch answer {
            case .open: hasEnded = false
            case .interim(let evidence): (addresses, hasEnded) = (silent(evidence), false)
            case .seen(let evidence): addresses = silent(evidence)
            case .unseen: break
            }
        }
    }
}
