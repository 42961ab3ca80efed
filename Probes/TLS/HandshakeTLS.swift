package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTLS
package import ProbeTransport

/// Shakes hands with the service's own name and looks at whose certificate is shown.
///
/// Only a verified connection climbs on. The one exception is an HTTPS endpoint whose validity dates are the only fault:
/// the Date header of its answer tells whose clock is wrong.
extension HandshakeTLS: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints }

    package func occasion(
        for about: Endpoint, of input: OnEither<OpenTunnel, ConnectEndpoint>, in plan: Plan
    ) -> OnEither<OpenTunnel, ConnectEndpoint>? {
        // Without its tunnel, a ladder through the proxy would shake hands with the proxy itself.
        if case .lower = input, about.via == .proxy { nil } else { input }
    }

    package func measure(
        _ about: Endpoint, _ input: OnEither<OpenTunnel, ConnectEndpoint>, _ context: Context<Handshake>
    ) async throws(ProbeError) -> Measured<Handshake, Connection> {
        let connection = input.product
        let handshake = try await connection.handshake(
            for: about, serverName: about.host.description, context)
        let mayClimb = handshake.isVerified || (about.transport == .https && handshake.failsOnlyByDates)
        return Measured(handshake, product: mayClimb ? connection : nil)
    }
}

extension Connection {
    /// Raises TLS as every ladder and control does; only the name sent differs, and what fills the hello up.
    ///
    /// An engine's hello to a registry offers no protocol (seen of dockerd 20.10; a transport of Go's net/http with a dialer or a
    /// TLS configuration of its own offers none), and Go reads no name but the alternative ones (crypto/x509 since 1.15).
    func handshake(
        for endpoint: Endpoint, serverName: String?, isLargeHello: Bool = false, _ context: Context<Handshake>
    ) async throws(ProbeError) -> Handshake {
        let (remote, host, isEngines) = (remote, endpoint.host, endpoint.service == .registry)
        var handshake = await self.handshake(
            TLSEngine.ClientOptions(
                serverName: serverName,
                applicationProtocols: endpoint.transport == .https && !isEngines ? ["http/1.1"] : [],
                isLargeHello: isLargeHello),
            expecting: host.description, readsSubject: !isEngines,
            trust: try SharedTrust.load(context.plan.services.trust(for: host)), waits: Waits(context)
        ) { interim in
            var interim = interim
            interim.remote = remote
            context.report(interim)
        }
        handshake.remote = remote
        return handshake
    }

    /// Raises TLS with the service's own name; the connection goes on only where that is verified, and is closed otherwise.
    func secured(
        for endpoint: Endpoint, _ context: Context<Handshake>
    ) async throws(ProbeError) -> (handshake: Handshake, connection: Connection?) {
        let handshake: Handshake
        do throws(ProbeError) {
            handshake = try await self.handshake(
                for: endpoint, serverName: endpoint.host.description, context)
        } catch {
            await close()
            throw error
        }
        guard handshake.isVerified else {
            await close()
            return (handshake, nil)
        }
        return (handshake, self)
    }
}
