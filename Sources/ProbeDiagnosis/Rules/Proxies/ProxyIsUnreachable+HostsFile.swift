import ProbeCore
import ProbeEvidence
import ProbeFindings

// The proxy has a line in the hosts file, and the resolvers know it at another address.
extension ProxyIsUnreachable {
    /// The line is older than the proxy's address; nothing where nothing says so.
    func staleEntry(
        _ failures: [Failure], _ ladders: [Ascent], from vantage: Vantage, _ severity: Finding.Severity, in scene: Scene
    ) -> Finding? {
        guard let host = scene.assignment.proxyName, let name = ladders.first?.proxyLookup,
            name.evidence.source == .hostsFile, let beside = name.evidence.otherAnswers.first,
            let first = failures.first, let address = first.remote?.address, name.evidence.hostsFile.contains(address),
            // What this device keeps to itself, or a router turns away, says nothing of who is at the address.
            !first.isLocal, !first.isTheRouters
        else { return nil }
        var location = Finding.Location(kind: .thisDevice, text: "in the hosts file")
        if vantage == .host {
            location.culprit = .file(LocalText("/etc/hosts"), line: nil)
        } else {
            location = Finding.Location(kind: .containerHost, text: "in the container's own hosts file")
        }
        var finding = Finding(
            .dnsSinkhole, severity, from: [vantage], about: Finding.Subject(host, address: address),
            owner: NameIsSinkholed.ownerOfFile(from: vantage, in: scene), confidence: .likely,
            summary: """
                The hosts file sends the proxy \(host) to \(address), where it cannot be reached: \(first.reason). The resolvers \
                give it another address.
                """,
            location: location,
            evidence: [
                name.shows("the hosts file gives \(name.evidence.hostsFile) for \(host)"),
                name.shows(control: "\(beside.server) gives \(beside.addresses) for \(host)"),
            ]
                + failures.map {
                    Finding.Proof(
                        $0.observation, "on the way to \($0.endpoint.host, port: $0.endpoint.port): \($0.reason)")
                },
            refutedBy: "\(host) accepts a TCP connection at \(address) and answers a CONNECT.")
        // What leads out directly is as the site wants it.
        finding.explains = [.proxyUnreachable] + ClosedSite.symptoms(from: vantage, in: scene)
        return finding
    }
}
