import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A network of the modules whose driver makes no bridge: nothing could be measured from it, so nothing is known of it.
struct NetworkHasNoBridge: Rule {
    static let causes: [Cause] = [.containerNotMeasured]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.survey.seen(DescribeEngine.self).flatMap { seen in
            seen.evidence.unmeasured.compactMap { unmeasured in
                unmeasured.driver.map { finding(LocalText(unmeasured.network), $0, seen) }
            }
        }
    }

    private func finding(_ network: LocalText, _ driver: LocalText, _ seen: Survey.Seen<DescribeEngine>) -> Finding {
        Finding(
            .containerNotMeasured, .info, from: [seen.vantage], about: Finding.Subject(process: network),
            owner: .containerEngine, confidence: .certain,
            summary: """
                The network \(network: network.description) is \(driver): its containers are on the site's network by \
                themselves, and their way to the hub was not measured.
                """,
            location: Finding.Location(
                kind: .containerHost, culprit: .network(network, subnets: []), text: "on this device"),
            evidence: [seen.shows("the engine says that the driver of \(network: network.description) is \(driver)")],
            refutedBy: "`docker network inspect \(network)` says that its driver is bridge.")
    }
}

extension EngineFacts.Unmeasured {
    /// The network that the vantage stands for.
    fileprivate var network: String {
        let text = vantage.description
        return text.firstIndex(of: ":").map { String(text[text.index(after: $0)...]) } ?? text
    }
}
