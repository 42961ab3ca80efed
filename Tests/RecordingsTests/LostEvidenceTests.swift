import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// What a judgement may never do when a run came to its end too soon: call something certain that the whole evidence did
/// not, or ready what the whole evidence did not.
///
/// Groups of observations are lost, each alone and every two together: several hundred losses of each recording. Usually one
/// in a number is tried, a different one for each recording; with EDGEPROBE_NIGHTLY=1 all are.
struct LostEvidenceTests {
    /// One in so many losses.
    private static let stride = Recording.isNightly ? 1 : 211

    @Test func `what a run did not come to see makes nothing certain, and nothing ready`() async throws {
        try await Recording.each { recording in
            let (survey, before) = (try recording.survey, try recording.diagnosis)
            let losses = EvidenceGroup.losses(of: survey)
            for index in losses.indices where (index + recording.number).isMultiple(of: Self.stride) {
                let after = Diagnosis(of: survey.without(losses[index]))
                let faults = Self.faults(of: after, beside: before)
                #expect(faults.isEmpty, "\(recording.name) without \(losses[index]): \(faults)")
            }
        }
    }

    /// One loss of each kind that was once judged too boldly, in every run.
    @Test(
        arguments: [
            // Whether the proxy leads to the hub.
            ("proxy-before-iot-edge", [.conversations]), ("journal-proxy-denied", [.library, .tunnels]),
            // Whether a service is let through.
            ("notice-page-and-hub-dropped", [.connections, .hops]),
            // Whether the service is at the address that the hosts file gives.
            ("hosts-file-knows-another-address", [.handshakes, .helloControls]),
            // Whose address sends the error.
            ("hub-in-an-own-network-with-containers", [.routes, .nowhere]),
            ("route-unreachable-with-containers", [.routes, .origins]),
            // Whether a portal, or a placeholder, explains it.
            ("captive-portal", [.gateways, .portal]), ("deployment-placeholders", [.routes, .files]),
            // Whether containers have a way out at all.
            ("nat64-with-engine-as-installed", [.routes, .resolverWalks]),
            // What a router said to another vantage.
            ("router-without-default", [.containers, .ports]),
            // What will be in the way of the modules' network, and whether it is there.
            ("network-to-come-docker-user", [.engine, .clock]), ("to-come-split-view", [.settings, .ownResolver]),
            ("to-come-bridge-over-a-routed-hub", [.routes]),
            // Which proxy the engine was started with.
            ("engine-started-before-its-proxy", [.engine, .helloControls]),
            ("engine-has-the-proxy-of-before", [.connections]),
        ] as [(String, [EvidenceGroup])])
    func `a loss that was once judged too boldly is not again`(name: String, losses: [EvidenceGroup]) throws {
        let recording = Recording(name: name)
        let (survey, before) = (try recording.survey, try recording.diagnosis)
        #expect(Set(losses).isSubset(of: EvidenceGroup.all(in: survey)), "nothing is lost")
        #expect(Self.faults(of: Diagnosis(of: survey.without(losses)), beside: before) == [])
    }

    /// What the judgement of less has that the judgement of everything gives it no right to.
    static func faults(of after: Diagnosis, beside before: Diagnosis) -> [String] {
        let known = Set(before.findings.filter { $0.confidence == .certain }.map(\.cause))
        let certain = after.findings.filter { finding in
            finding.confidence == .certain && !known.contains(finding.cause)
                && !before.findings.contains { isPart(finding, of: $0) }
        }
        return certain.map { "\($0.cause.rawValue) is certain" }
            + (after.verdict == .ready && before.verdict != .ready ? ["\(before.verdict) becomes ready"] : [])
    }

    /// What a cause accounts for is true beside it where it is the same thing seen in part, or no more than a remark.
    ///
    /// One rule of this device's firewall closes names and connections, and where only names were asked for, names alone.
    /// And a remark, such as one on roots, is only covered by a graver cause at the same place.
    private static func isPart(_ finding: Finding, of whole: Finding) -> Bool {
        guard whole.confidence == .certain, whole.explains.contains(finding.cause) else { return false }
        if finding.severity == .info { return true }
        return finding.location.culprit != nil && finding.location.culprit == whole.location.culprit
    }
}
