import ProbeCore
import ProbeEvidence
import ProbeFindings

extension OutputIsDropped {
    /// No rule stops the packets, and the kernel has no room to track another connection: it drops what would begin one.
    func fullTable(_ failure: LocalFailure, _ scene: Scene) -> Finding? {
        guard let settings = scene.survey.seen(ReadForwarding.self, from: .host).first,
            settings.evidence.isTrackingFull,
            let tracked = settings.evidence.trackedConnections, let most = settings.evidence.mostTrackedConnections
        else { return nil }
        var finding = failure.finding(
            .hostOutputDropped, confidence: settings.evidence.rules == .read ? .certain : .likely,
            summary: """
                This device has no room to track another connection (\(tracked) of \(most)), so its kernel drops outgoing \
                \(failure.noun).
                """,
            refutedBy: "/proc/sys/net/netfilter/nf_conntrack_count is well below nf_conntrack_max.")
        finding.location.culprit = nil
        finding.evidence.append(
            settings.shows("nf_conntrack_count is \(tracked), nf_conntrack_max \(most)"))
        return finding
    }
}
