import ProbeCore
import ProbeEvidence

extension Survey {
    /// A site's own registry, which proved itself by an authority that this device alone was given, answers that it is in
    /// trouble (5xx): what stands before it says so in its own name, and says nothing of what it would give.
    ///
    /// An authority that stands behind the hub as well is an inspecting proxy's, and the answer may be its.
    func isInTroubleOfItsOwn(_ endpoint: Endpoint, from vantage: Vantage) -> Bool {
        guard endpoint.service == .registry, !endpoint.host.isPublicRegistry, !endpoint.isAzureRegistry,
            let status = seen(RequestRegistry.self, about: endpoint, from: vantage)?.evidence.answer?.status,
            (500..<600).contains(status),
            let shown = seen(HandshakeTLS.self, about: endpoint, from: vantage)?.evidence, shown.isVerified,
            !(shown.verification(by: .publicRoots)?.isTrusted ?? false)
        else { return false }
        return !seen(HandshakeTLS.self, from: vantage).contains { other in
            other.about.host.isMicrosofts && other.evidence.topIssuer == shown.topIssuer
        }
    }
}
