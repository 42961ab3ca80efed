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

    /// Whether a ladder's handshake calls for controls: it did not complete, and not because the other side speaks
    /// another protocol.
    static func isCalledFor(by handshake: Handshake) -> Bool {
        switch handshake.result {
        case .alert, .closed, .reset, .silent, .malformed: handshake.remote != nil
        case .completed, .notTLS, .superseded: false
        }
    }

    func measure(
        _ endpoint: Endpoint, _ ladder: Handshake, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        guard let remote = ladder.remote else { throw ProbeError(.library, "the ladder has no address") }
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
