import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Containers' packets are dropped for having come one hop further than the host's own: with one hop more they get through.
struct HopLimitIsFiltered: Rule {
    static let causes: [Cause] = [.tcpDroppedIP]
    static let explains: [Cause] = [.tcpDroppedPort, .tcpDroppedAll, .fwdDropped]

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.filter { $0 != .host }.flatMap { vantage in
            scene.survey.seen(ConnectOneHopFurther.self, from: vantage).filter(\.evidence.isTold).flatMap { seen in
                findings(seen, scene)
            }
        }
    }

    private func findings(_ seen: Survey.Seen<ConnectOneHopFurther>, _ scene: Scene) -> [Finding] {
        let contacts = scene.contacts(from: seen.vantage)
        let remote = seen.evidence.raised.remote
        let silent = contacts.filter { $0.result == .silent && $0.remote.address == remote.address }
        let limit = seen.evidence.raised.hopLimit ?? 65
        return Extent.all(of: silent, among: contacts).map { extent in
            extent.finding(
                .tcpDroppedIP, owner: .siteNetwork, confidence: .certain,
                summary: """
                    What containers send to \(extent.target) is dropped for its hop limit, which is one less than that of this device's \
                    own packets; with one more it gets through. Mobile carriers do so to devices behind a phone or a modem.
                    """,
                evidence: extent.contacts.flatMap(\.silenceProofs) + [
                    seen.shows(
                        control: """
                            with hop limit \(limit) a connection from \(seen.vantage) to \(remote) opens in \
                            \(seen.evidence.raised.latency)
                            """),
                    seen.shows("at the same time, without it, none does"),
                ],
                refutedBy: "A container's connection to \(extent.target) opens with its usual hop limit.")
        }
    }
}
