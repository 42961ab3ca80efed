package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Asks the proxy for tunnels to the AMQP and MQTT ports too.
///
/// IoT Edge never asks it to; the answer tells a proxy that serves 443 alone from one that serves any port, once the
/// direct way to these ports has failed.
extension TunnelToPlainPorts: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.services.endpoints.filter { $0.service == .hub && $0.via == .proxy && $0.transport == .https }
    }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        guard let proxy = plan.services.proxy, !subjects(in: plan).isEmpty else { return [] }
        return [Contacted(.proxy(proxy.address), ports: [5671, 8883])]
    }

    package func occasion(for about: Endpoint, of input: DirectFailure, in plan: Plan) -> DirectFailure? {
        input.tunnel.isOpen ? input : nil
    }

    package func measure(
        _ about: Endpoint, _ input: DirectFailure, _ context: Context<PlainPortTunnels>
    ) async throws(ProbeError) -> Measured<PlainPortTunnels, NoLive> {
        async let amqp = Self.ask(about.host, Transport.amqp.port, through: input.tunnel.proxy, context)
        async let mqtt = Self.ask(about.host, Transport.mqtt.port, through: input.tunnel.proxy, context)
        return Measured(PlainPortTunnels(ports: [await amqp, await mqtt]))
    }

    private static func ask(
        _ host: HostName, _ port: UInt16, through proxy: SocketAddress, _ context: Context<PlainPortTunnels>
    ) async -> PlainPortTunnels.Port {
        do throws(ProbeError) {
            let (_, socket) = try await TCP.connect(to: proxy, deadline: context.quietDeadline)
            guard let socket else { return PlainPortTunnels.Port(port: port, tunnel: nil) }
            let connection = try await Connection.adopt(socket, remote: proxy)
            let tunnel = await connection.tunnel(to: host, port: port, context.nested())
            await connection.close()
            return PlainPortTunnels.Port(port: port, tunnel: tunnel)
        } catch {
            return PlainPortTunnels.Port(port: port, tunnel: nil)
        }
    }
}

/// There once the proxy's tunnel has been asked for and a direct connection to AMQP or MQTT has failed.
package struct DirectFailure: ProbeInput {
    package let tunnel: TunnelEvidence

    package static var upstream: [ProbeID] { [OpenTunnel.id, ConnectEndpoint.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<DirectFailure> {
        switch After<OpenTunnel>.resolve(from: board, about: about) {
        case .waiting, .provisional: return .waiting
        case .impossible(let reason): return .impossible(reason)
        case .settled(let tunnel):
            guard let evidence = tunnel.outcome.evidence else {
                return .impossible(SkipReason(.prerequisite, "the proxy was not asked for a tunnel"))
            }
            let hub = about.narrowed(to: Endpoint.self)?.host ?? board.plan.services.hub
            let direct = [Transport.amqp, .mqtt].map { transport in
                board.state(of: ConnectEndpoint.self, for: Endpoint(.hub, hub, transport))
            }
            return judge(direct, evidence)
        }
    }

    private static func judge(
        _ direct: [Board.State<ConnectEndpoint>], _ tunnel: TunnelEvidence
    ) -> Readiness<DirectFailure> {
        var isOpen = false
        for state in direct {
            switch state {
            case .waiting, .interim: isOpen = true
            case .final(_, .seen(let evidence), _) where evidence.connected != nil: break
            case .final: return .settled(DirectFailure(tunnel: tunnel))
            case .absent: break
            }
        }
        return isOpen ? .waiting : .impossible(SkipReason(.notNeeded, "nothing called for it"))
    }
}
