import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import ProbeGuidance
import Testing

struct `what a log of Windows tells` {
    private func remedies(for cause: Cause, told codes: Set<LogCode>) throws -> [Remedy] {
        let finding = try #require(try GuidanceTests.findings(of: cause).first)
        var facts = Guidance.Facts()
        facts.codesOfWindows = codes
        return Guidance.remedies(for: finding, in: try #require(try GuidanceTests.assignments().first), facts: facts)
    }

    /// Every one that a log can tell.
    private static let told = Cause.allCases.filter { $0.layer == .log }

    @Test(arguments: told)
    func `is mended there, and by nothing of Linux`(cause: Cause) throws {
        let found = try remedies(for: cause, told: Set(cause.card.signatures))
        #expect(!found.isEmpty)
        #expect(found.flatMap(\.commands).allSatisfy { !$0.dialect.isOfShell }, "\(cause.rawValue)")
        let text = found.flatMap { [$0.title] + $0.steps }.map(\.english).joined(separator: "\n")
        for word in ["systemctl", "sudo ", "/etc/"] { #expect(!text.contains(word), "\(cause.rawValue): \(text)") }
    }

    @Test func `of a port has the Windows host's procedure first`() throws {
        let port = try #require(try remedies(for: .logPortAllocated, told: [.portAllocated]).first)
        #expect(port.id == .freePort && port.title.english.hasPrefix("On the Windows host"))
        #expect(port.steps.map(\.english).joined().contains("Get-NetTCPConnection"))
        #expect(port.steps.map(\.english).joined().contains("edgeprobe guide edgehub-port"))
    }

    @Test func `is what Linux tells as well where a log of Linux says so too`() throws {
        let found = try remedies(for: .logPortAllocated, told: [])
        #expect(!found.contains { $0.title.english.contains("Windows") })
    }
}
