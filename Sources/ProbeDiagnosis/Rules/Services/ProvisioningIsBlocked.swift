import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The provisioning service cannot be reached while the hub can.
///
/// About the connect phase alone: what comes after it has a cause of its own, with the service as its subject.
struct ProvisioningIsBlocked: Rule {
    static let causes: [Cause] = [.dpsBlocked]
    static let explains: [Cause] = [
        .tcpDroppedIP, .tcpDroppedPort, .tcpRefused, .tcpResetByMiddlebox, .tcpRejectedICMP, .tcpAdminProhibited,
        .tcpHostUnreachable, .tcpNetUnreachable,
    ]

    func findings(in survey: Survey) -> [Finding] {
        survey.ascents(failedAt: .tcp).compactMap { ascent in
            guard ascent.endpoint.service == .dps, ascent.endpoint.transport == .https, ascent.endpoint.via == .direct,
                let connect = ascent.seen(ConnectEndpoint.self)
            else { return nil }
            let hub = Ascent(
                Endpoint(.hub, survey.assignment.hub, .https), from: ascent.vantage, in: survey)
            guard hub.ladder.isProven, let reached = hub.seen(ConnectEndpoint.self) else { return nil }
            let attempts = connect.evidence.attempts.filter { $0.result != .superseded }
            let icmp = attempts.compactMap(\.icmp).first
            // An error needs one attempt, silence needs two.
            let isProven = attempts.isConfirmedSilence || attempts.contains { !$0.isSilent }
            var finding = ascent.finding(
                .dpsBlocked, owner: .siteNetwork, isProven ? .certain : .likely,
                "The provisioning service \(ascent.endpoint.host) cannot be reached, the hub can.",
                evidence: [
                    connect.shows("no connection to \(ascent.place) opens"),
                    reached.shows("\(survey.assignment.hub):443 connects from the same place"),
                ],
                refutedBy: "A TCP connection to \(ascent.place) opens.")
            // Whatever stops its ports, the service is what cannot be reached.
            finding.subject = Finding.Subject(host: ascent.endpoint.host.description)
            if let offender = icmp?.offender {
                finding.location = Finding.Location(
                    kind: icmp?.offenderIsLocal ?? false ? .thisDevice : .hop, address: offender)
            }
            return finding
        }
    }

    /// Whatever befell the service's address or its other port: the name of the service says more than either.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        symptom.subject.host == finding.subject.host && symptom.subject.via != .proxy
            && Set(finding.vantages).isSuperset(of: symptom.vantages)
    }
}
