import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import ProbeTransport

/// A connection of its own for a control: to the ladder's address, through the proxy's tunnel where the ladder had one.
struct FreshLadder: Sendable {
    private let endpoint: Endpoint
    private let remote: SocketAddress
    private let options: TCP.Options

    init(_ endpoint: Endpoint, to remote: SocketAddress, _ options: TCP.Options = TCP.Options()) {
        self.endpoint = endpoint
        self.remote = remote
        self.options = options
    }

    /// Opens TCP, and the tunnel where there is one; no connection when either fails.
    func connect<Evidence>(
        _ context: Context<Evidence>
    ) async throws(ProbeError) -> (attempt: ConnectAttempt, connection: Connection?) {
        let (attempt, socket) = try await TCP.connect(to: remote, options: options, deadline: context.quietDeadline)
        guard let socket else { return (attempt, nil) }
        let connection = try await Connection.adopt(socket, remote: remote)
        guard endpoint.via == .proxy else { return (attempt, connection) }
        let tunnel = await connection.openTunnel(
            to: endpoint.host.description, port: endpoint.port, credentials: context.plan.services.proxy?.credentials,
            waits: Waits(context)
        ) { _ in }
        guard let status = tunnel.answer?.status, (200..<300).contains(status) else {
            await connection.close()
            return (attempt, nil)
        }
        return (attempt, connection)
    }

    /// Opens TCP and TLS with the service's own name; the connection only when it is verified.
    func secure<Evidence>(
        _ context: Context<Evidence>
    ) async throws(ProbeError) -> (attempt: ConnectAttempt, handshake: Handshake?, connection: Connection?) {
        let (attempt, connection) = try await connect(context)
        guard let connection else { return (attempt, nil, nil) }
        let (handshake, secured) = try await connection.secured(for: endpoint, context.nested())
        return (attempt, handshake, secured)
    }
}
