import ProbeCore
import ProbeEvidence
import ProbeFindings

// The host is led to a private endpoint, and containers, by other resolvers, to the service's public address: which may answer
// today, and is commonly closed to devices.
extension ContainerSeesAnotherView {
    func pastPrivateEndpoint(in scene: Scene) -> [Finding] {
        let hosts = scene.lookups(from: .host)
        let containers = scene.vantages.filter(\.isEngines)
        let modules = scene.survey.withModules(among: containers)
        return containers.flatMap { vantage in
            scene.lookups(from: vantage).compactMap { inside -> Finding? in
                guard let outside = hosts.first(where: { $0.host == inside.host }),
                    let origin = scene.survey.seen(DescribeVantage.self, from: vantage).first,
                    origin.evidence.kind != .namespace, isPast(inside, outside),
                    let address = inside.evidence.addresses.first, let endpoint = outside.evidence.addresses.first
                else { return nil }
                return finding(inside, outside, address, endpoint, modules.contains(vantage) ? .warning : .info)
            }
        }
    }

    /// Each is answered by resolvers, the host with private addresses alone and the container with public ones alone, and an
    /// alias says that it is a private endpoint's matter.
    private func isPast(_ inside: Lookup, _ outside: Lookup) -> Bool {
        let (theirs, ours) = (inside.evidence, outside.evidence)
        return theirs.source == .resolver && ours.source == .resolver && !theirs.addresses.isEmpty
            && !ours.addresses.isEmpty && ours.addresses.allSatisfy(\.isPrivate)
            && theirs.addresses.allSatisfy { $0.isGlobal && !$0.isPrivate }
            && (inside.goesThroughPrivateLink || outside.goesThroughPrivateLink)
    }

    private func finding(
        _ inside: Lookup, _ outside: Lookup, _ address: IPAddress, _ endpoint: IPAddress, _ severity: Finding.Severity
    ) -> Finding {
        let asked = inside.evidence.servers.map(\.server)
        return Finding(
            .dnsContainerSplitView, severity, from: [inside.vantage],
            about: Finding.Subject(inside.host, resolver: asked.first), owner: .containerEngine, confidence: .certain,
            summary: """
                The host is led to the private endpoint of \(inside.host) (\(endpoint)), and containers, which ask other \
                resolvers, past it to the public address \(address), where the service may turn devices away.
                """,
            location: Finding.Location(kind: .containerHost, text: "in the container engine's settings"),
            evidence: [
                Finding.Proof(
                    inside.observation, "\(asked) give the container \(inside.evidence.addresses) for \(inside.host)"),
                Finding.Proof(
                    outside.observation, "the host's resolvers give it \(outside.evidence.addresses)", .control),
            ],
            refutedBy: "A container is given \(endpoint) for \(inside.host).")
    }
}
