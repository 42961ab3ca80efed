import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A network of the modules whose driver makes no bridge: nothing could be measured from it, so nothing is known of it.
struct NetworkHasNoBridge: Rule {
    static let causes: [Cause] = [.containerNotMeasured]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.survey.seen(DescribeEngine.self).flatMap { seen in
            seen.evidence.unmeasured.compactMap { unmeasured -> Finding? in
                guard case .network(let network) = unmeasured.vantage, let driver = unmeasured.driver else {
                    return nil
                }
                return finding(NetworkName(network), driver, seen)
            }
        }
    }

    private func finding(
        _ network: NetworkName, _ driver: LocalText, _ seen: Survey.Seen<DescribeEngine>
    ) -> Finding {
        Finding(
            .containerNotMeasured, .info, from: [seen.vantage],
            about: Finding.Subject(process: LocalText(network.description)), owner: .containerEngine,
            confidence: .certain,
            summary: """
                The network \(network: network) is \(driver): its containers are on the site's network by \
                themselves, and their way to the hub was not measured.
                """,
            location: Finding.Location(
                kind: .containerHost, culprit: .network(network, subnets: []), text: "on this device"),
            evidence: [seen.shows("the engine says that the driver of \(network: network) is \(driver)")],
            refutedBy: "`docker network inspect \(network: network)` says that its driver is bridge.")
    }
}
