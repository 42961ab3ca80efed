import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The hub is reached through a private endpoint whose zone does not have the name for devices that speak TLS 1.3.
///
/// Azure adds the name to the zone by itself, but for static addresses and full subnets. Of a public hub nothing is said: not
/// every hub has that name yet.
struct DeviceNameIsMissing: Rule {
    static let causes: [Cause] = [.dnsDeviceNameMissing]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.survey.seen(ReachDeviceName.self).filter { $0.about.via == .direct }.compactMap { seen in
            let name = seen.evidence.host
            guard let resolution = seen.evidence.resolution, resolution.isAnswered,
                let classic = scene.lookups.first(where: {
                    $0.host == seen.about.host && $0.vantage == seen.vantage
                }), let address = classic.evidence.addresses.first, address.isPrivate
            else { return nil }
            let summary: Sentence
            let shows: Sentence
            if let other = resolution.addresses.first {
                guard !other.isPrivate else { return nil }
                summary = """
                    \(classic.host) leads to a private endpoint, and the hub's TLS 1.3 name \(name) past it, to \(other): devices \
                    can go on with the classic name.
                    """
                shows = "\(name) resolves to \(other)"
            } else {
                summary = """
                    \(classic.host) leads to a private endpoint, and the hub's TLS 1.3 name \(name) has no address here: devices \
                    can go on with the classic name.
                    """
                shows = "\(name) has no address here"
            }
            return Finding(
                .dnsDeviceNameMissing, .info, from: [seen.vantage], about: Finding.Subject(name),
                owner: .hubConfiguration, confidence: .certain, summary: summary,
                evidence: [
                    seen.shows(shows),
                    Finding.Proof(classic.observation, "\(classic.host) resolves to \(address)", .control),
                ],
                refutedBy: "A resolver of this network has a private address for \(name).")
        }
    }
}

extension NameEvidence {
    /// Some resolver gave an answer to the question for an IPv4 address: what came of it is not for want of one.
    fileprivate var isAnswered: Bool {
        servers.flatMap(\.answers).contains { answer in
            answer.queryType == .a && answer.result == .answered && [0, 3].contains(answer.responseCode)
        }
    }
}
