import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A policy of this device denies the system call itself: cgroup BPF, systemd's IPAddressDeny, a security module.
///
/// Or it loses the packets behind it, as IPAddressDeny does with those of TCP, and a filter of the link with all: they never
/// leave, and no rule of the firewall is what keeps them.
struct ConnectionsAreDenied: Rule {
    static let causes: [Cause] = [.hostPolicyDenied]
    static let explains: [Cause] = [.dnsTimeout, .dnsUDPBlocked] + Symptoms.ofThisDevice

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        let denied = Extent.all(in: scene) { $0.result == .denied("EPERM") }.map { extent in
            let failure = LocalFailure(extent, "EPERM", proofs: proofs(extent, "EPERM"))
            return ipsec(extent, scene)?.finding(failure) ?? finding(failure)
        }
        let barred = Extent.all(in: scene) { contact in
            contact.result == .denied("EACCES") && contact.vantage == .host
                && scene.isOpenByRoutes(contact.remote.address)
        }.map { finding(LocalFailure($0, "EACCES", proofs: proofs($0, "EACCES"))) }
        let nameless = LocalFailure.resolvers(["EACCES"], in: scene).filter { failure in
            failure.vantages == [.host] && failure.addresses.allSatisfy(scene.isOpenByRoutes)
        }.map(finding)
        return denied + barred + nameless + lost(scene)
    }

    // MARK: Behind the system call

    private func lost(_ scene: Scene) -> [Finding] {
        let output = OutputIsDropped()
        let connections = Extent.all(in: scene) { $0.result == .droppedLocally }.compactMap { extent -> Finding? in
            let failure = LocalFailure(extent, proofs: extent.proofs(output.clause))
            guard output.blame(extent, scene.survey) == nil, output.fullTable(failure, scene) == nil else { return nil }
            return scene.letsOut(extent).map { lost(failure, $0) }
        }
        let questions = LocalFailure.resolvers(["EPERM"], in: scene).compactMap { failure -> Finding? in
            guard output.blame(of: failure, scene.survey) == nil, output.fullTable(failure, scene) == nil else {
                return nil
            }
            return scene.letsOutQuestions(failure).map { lost(failure, $0) }
        }
        return connections + questions
    }

    private func lost(_ failure: LocalFailure, _ proofs: [Finding.Proof]) -> Finding {
        var finding = failure.finding(
            .hostPolicyDenied, confidence: .likely,
            summary: """
                This device itself stops outgoing \(failure.noun), and no rule of its firewall does: a policy (systemd \
                IPAddressDeny, cgroup BPF) or a filter of traffic control (tc) may.
                """,
            refutedBy: "`tcpdump` shows the packets to \(failure.target) leaving this device.")
        finding.evidence += proofs
        return finding
    }

    // MARK: At the system call

    private func proofs(_ extent: Extent, _ error: SystemError) -> [Finding.Proof] {
        extent.proofs { contact, _ in
            "connect() to \(contact.remote) itself fails with \(error); no packet was made"
        }
    }

    private func finding(_ failure: LocalFailure) -> Finding {
        failure.finding(
            .hostPolicyDenied, confidence: .certain,
            summary: """
                A policy on this device (cgroup BPF, systemd IPAddressDeny or a security module) denies outgoing \
                \(failure.noun).
                """,
            refutedBy: "The same connection fails for a process outside this service's control group too.")
    }

    /// The kernel's IPsec counted every one of the connections that were tried again: connect() has its error from there.
    private func ipsec(_ extent: Extent, _ scene: Scene) -> IPsecTakesPackets.Counted? {
        guard extent.vantages == [.host] else { return nil }
        return IPsecTakesPackets.counted(in: scene).first { counted in
            !counted.rise.counter.isInbound && extent.contacts.contains { $0.remote == counted.seen.evidence.remote }
        }
    }
}

extension Scene {
    /// The kernel's own look-up of the way to an address says that it is forbidden.
    func isForbiddenByRoutes(_ address: IPAddress) -> Bool {
        roads.taken(by: .host, to: address)?.lookup.error == "EACCES"
    }

    /// No route and no policy rule of this device's can be what forbids an address: a security module says EACCES as well as
    /// the kernel's own `prohibit` does.
    func isOpenByRoutes(_ address: IPAddress) -> Bool {
        guard let rules = routes?.evidence.rules, let road = roads.taken(by: .host, to: address),
            road.lookup.error == nil
        else { return false }
        let packet = RoutedPacket(to: address)
        return rules.allSatisfy { rule in
            guard let isMeant = rule.matches(packet) else { return false }
            return !isMeant || [.lookup, .goto, .nothing].contains(rule.action)
        }
    }
}
