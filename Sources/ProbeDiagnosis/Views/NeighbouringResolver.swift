import ProbeCore
import ProbeEvidence

/// Another resolver of the host's list, which has an address for a name that one of them denies, and the service is there.
///
/// Containers get the host's list from the engine and begin with its first: the engine's own resolver and the C library of
/// Alpine images take the first denial for an answer, whatever the others know.
struct NeighbouringResolver: Sendable {
    let server: SocketAddress
    let addresses: [IPAddress]
    /// The host's look-up.
    let observation: Int
    /// A verified handshake at one of the addresses.
    let handshake: Int
    /// The host takes both in turn (`rotate`).
    let isTakenInTurn: Bool

    init?(knowing host: HostName, besides denying: SocketAddress, in survey: Survey) {
        guard let seen = survey.seen(ResolveName.self, about: Name(host), from: .host),
            seen.evidence.source == .resolver,
            seen.evidence.servers.contains(where: { $0.server == denying })
        else { return nil }
        let handshakes = survey.seen(HandshakeTLS.self, at: host).filter {
            $0.about.via == .direct && $0.evidence.isVerified
        }
        for other in seen.evidence.servers where other.server != denying && !other.server.address.isLoopback {
            let addresses = other.answers.flatMap(\.addresses)
            guard
                let proof = handshakes.first(where: { handshake in
                    let connect = survey.seen(ConnectEndpoint.self, about: handshake.about, from: handshake.vantage)
                    let remote = handshake.evidence.remote ?? connect?.evidence.connected
                    return remote.map { addresses.contains($0.address) } ?? false
                })
            else { continue }
            server = other.server
            self.addresses = addresses
            observation = seen.index
            handshake = proof.index
            isTakenInTurn = seen.evidence.rotates ?? false
            return
        }
        return nil
    }
}
