import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What containers alone meet, where their packets leave with the host's address: the site can hardly tell the two apart.
extension Scene {
    /// A container's packets are lost where those of the host get through, and leave with the same address.
    func isReachedByHost(_ contacts: [Contact]) -> Bool {
        guard let path = paths.first(where: { $0.vantage == contacts.first?.vantage }), path.network.isMasqueraded
        else {
            return false
        }
        return contacts.allSatisfy { path.hostReaches($0.remote) != nil }
    }

    /// The host's handshake for the same name and place completes.
    private func completesOnHost(_ ascent: Ascent) -> Bool {
        guard ascent.vantage != .host, ascent.endpoint.via == .direct,
            routes?.evidence.networks.contains(where: { $0.vantage == ascent.vantage && $0.isMasqueraded }) ?? false
        else { return false }
        let host = self.ascent(ascent.endpoint, from: .host).seen(HandshakeTLS.self)?.evidence
        return host?.result == .completed && host?.remote == ascent.seen(HandshakeTLS.self)?.evidence.remote
    }

    /// Whoever cuts or keeps the handshakes that a finding is about does so for containers alone, and may stand on this device.
    func isOfContainersAlone(_ finding: Finding) -> Bool {
        let causes: [Cause] = [.tlsSNIFiltered, .tlsSwallowed, .tlsClosed, .tcpResetMidstream]
        guard causes.contains(finding.cause), !finding.vantages.contains(.host) else { return false }
        let subject = finding.subject
        let begun = finding.vantages.flatMap { ascents(from: $0) }.filter { ascent in
            ascent.ladder.state == .failed(.tls) && (subject.name == nil || subject.name == ascent.endpoint.host)
                && (subject.port == nil || subject.port == ascent.endpoint.port)
        }
        return !begun.isEmpty && begun.allSatisfy(completesOnHost)
    }
}
