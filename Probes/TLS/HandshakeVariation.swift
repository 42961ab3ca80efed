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
    /// A hello of more than one segment; TCP_MAXSEG in bytes, or whatever the path has.
    case largeHello(segments: Int?)

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
        Measured(try await trial(endpoint, at: remote, context))
    }

    /// The same, for a probe that makes several.
    func trial<Evidence>(
        _ endpoint: Endpoint, at remote: SocketAddress, _ context: Context<Evidence>
    ) async throws(ProbeError) -> ControlHandshake {
        var options = TCP.Options()
        var serverName: String? = endpoint.host.description
        var isLargeHello = false
        switch self {
        case .none: break
        case .serverName(let other): serverName = other
        case .segments(let size): options.segmentClamp = size
        case .largeHello(let size):
            options.segmentClamp = size
            isLargeHello = true
        }

        let (attempt, connection) = try await FreshLadder(endpoint, to: remote, options).connect(context)
        guard let connection else { return ControlHandshake(connect: attempt, handshake: nil) }
        let handshake: Handshake
        do throws(ProbeError) {
            handshake = try await connection.handshake(
                for: endpoint, serverName: serverName, isLargeHello: isLargeHello, context.nested())
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        return ControlHandshake(connect: attempt, handshake: handshake)
    }
}
