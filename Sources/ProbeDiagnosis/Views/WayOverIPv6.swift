import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A device whose only way out is over IPv6: nothing leads out over IPv4, and the hub answered it over IPv6.
///
/// A translator of the device's own (CLAT, RFC 6877) is a way out over IPv4: it has a default route.
struct WayOverIPv6 {
    private let routes: Survey.Seen<ReadRoutes>
    private let contact: Contact

    init?(in scene: Scene) {
        guard let routes = scene.routes, !routes.evidence.routes.contains(where: \.leadsOutOverIPv4) else { return nil }
        let answered = scene.contacts(from: .host).filter { $0.result == .answered }
        guard let contact = answered.first(where: { $0.host == scene.assignment.hub }),
            answered.allSatisfy({ $0.remote.address.family == .v6 && !$0.remote.address.isLoopback })
        else { return nil }
        self.routes = routes
        self.contact = contact
    }

    /// What the hub answered at.
    var remote: SocketAddress { contact.remote }

    var proofs: [Finding.Proof] {
        [routes.shows("no default route of this device is one of IPv4")]
            + [
                contact.answerProof.map {
                    Finding.Proof($0.observation, "the host itself reaches the hub over IPv6: \($0.shows)", .control)
                }
            ].compactMap(\.self)
    }
}
