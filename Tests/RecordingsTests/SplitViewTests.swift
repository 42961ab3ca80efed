import ProbeApplication
import ProbeCore
import ProbeEvidence
import ProbeFindings
import Testing

/// What is prescribed where containers hear something else than the host, in every recording that has it.
struct SplitViewTests {
    @Test func `containers are given no resolver that denies the host the name as well`() async throws {
        try await Recording.each { recording in
            let findings = try recording.diagnosis.findings.filter {
                $0.cause == .dnsContainerSplitView && $0.severity != .info
            }
            for finding in findings {
                #expect(!finding.remedies.isEmpty, "\(recording.name)")
                let host = finding.subject.name
                let survey = try recording.survey
                let answers =
                    survey.seen(AskUpstreams.self, from: .host).filter { $0.about.host == host }
                    .flatMap(\.evidence.answers)
                    + survey.seen(ResolveName.self, from: .host).filter { $0.about.host == host }
                    .flatMap(\.evidence.servers).flatMap(\.answers).filter { $0.queryType == .a }
                for answer in answers where answer.result == .answered && answer.addresses.isEmpty {
                    for command in finding.remedies.flatMap(\.commands) {
                        let isNamed = command.text.contains("\"\(answer.server.address)\"")
                        #expect(!isNamed, "\(recording.name): \(command.text)")
                    }
                }
            }
        }
    }

    @Test(arguments: [
        ("dns-container-split-view", [RemedyID.engineDNS]), ("to-come-split-view", [.engineDNS]),
        ("containers-past-the-private-endpoint", [.engineDNS, .moduleDNS]),
    ])
    func `a list is printed only where a resolver of it leads where the host is led`(
        name: String, remedies: [RemedyID]
    ) throws {
        let findings = try Recording(name: name).diagnosis.findings.filter {
            $0.cause == .dnsContainerSplitView && $0.severity != .info
        }
        try #require(!findings.isEmpty)
        #expect(findings.allSatisfy { $0.remedies.map(\.id) == remedies }, "\(findings.map { $0.remedies.map(\.id) })")
    }
}
