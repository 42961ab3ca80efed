import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import ProbeTransport

/// The one thing in which a control handshake differs.
enum HandshakeVariation: Sendable {
    /// Nothing but the source port.
    case none
    case serverName(String?)
    /// TCP_MAXSEG in bytes.
    case segments(Int)

    /// Where a ladder's handshake was tried that calls for controls: it did not complete, and not because the other side
    /// speaks another protocol.
    static func remote(ofFailed handshake: Handshake) -> SocketAddress? {
        switch handshake.result {
        case .alert, .closed, .reset, .silent, .malformed: handshake.remote
        case .completed, .notTLS, .superseded: nil
        }
    }

    func measure(
        _ endpoint: Endpoint, at remote: SocketAddress, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        var options = TCP.Options()
        if case .segments(let size) = self { options.segmentClamp = size }
        var serverName: String? = endpoint.host.description
        if case .serverName(let other) = self { serverName = other }

        let (attempt, connection) = try await FreshLadder(endpoint, to: remote, options).connect(context)
        guard let connection else { return Measured(ControlHandshake(connect: attempt, handshake: nil)) }
        let handshake: Handshake
        do throws(ProbeError) {
            handshake = try await connection.handshake(
                for: endpoint.host, serverName: serverName, endpoint.transport, context.nested())
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        return Measured(ControlHandshake(connect: attempt, handshake: handshake))
    }
}
