import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The resolver refuses to answer this client.
struct ResolverRefuses: Rule {
    static let causes: [Cause] = [.dnsRefused]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.denials.filter { $0.failure == .refused && !$0.isFiltered }.map { denial in
            let server = denial.answer.server
            var finding = denial.finding(
                .dnsRefused, owner: denial.owner, confidence: .certain,
                summary: denial.refusesEverything
                    ? "The resolver \(server) refuses to look up any name for this device (REFUSED)."
                    : "The resolver \(server) refuses to look up \(denial.lookup.host) (REFUSED).",
                refutedBy: "\(server) answers otherwise than REFUSED.")
            if denial.refusesEverything { finding.subject.host = nil }
            return finding
        }
    }
}
