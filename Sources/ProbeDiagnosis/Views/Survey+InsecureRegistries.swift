import ProbeCore
import ProbeEvidence

extension Survey {
    /// The engine goes on without TLS, or with any certificate, where the registry's TLS fails: it is told so of its name, or of a
    /// network in which one of its addresses is (isSecureIndex of moby).
    func isTakenWithoutTLS(_ endpoint: Endpoint) -> Bool {
        if assignment.isTakenWithoutTLS(endpoint) { return true }
        guard endpoint.service == .registry, let networks = assignment.insecureNetworks,
            let name = seen(ResolveName.self, about: Name(endpoint.host), from: .host)?.evidence
        else { return false }
        return name.addresses.contains { address in networks.contains { $0.contains(address) } }
    }
}
