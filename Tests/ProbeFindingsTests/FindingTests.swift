import ProbeCore
import ProbeFindings
import Testing

/// Certainty is earned.
struct FindingTests {
    private func finding(_ claim: Finding.Confidence, _ role: Finding.Proof.Role = .speaks) -> Finding {
        Finding(
            .tcpDroppedPort, .error, from: [.host], about: Finding.Subject(), owner: .siteNetwork, confidence: claim,
            summary: "A port is closed.", evidence: [Finding.Proof(3, "SYNs are not answered", role)],
            refutedBy: "A connection opens.")
    }

    private let excluded = Differential(excluded: [.init(.tcpLossy, .attempts, [3])])
    private let open = Differential(open: [.init(.tcpLossy, .attempts, .notMeasured)])
    private let unexplained = Differential(unexplained: [9])

    @Test func `a claim alone is no certainty`() {
        #expect(finding(.certain).confidence == .likely)
        #expect(finding(.possible).confidence == .possible)
    }

    @Test func `with every look-alike excluded the claim stands`() {
        #expect(finding(.certain).weighed(excluded).confidence == .certain)
        #expect(finding(.likely).weighed(excluded).confidence == .likely)
        #expect(finding(.possible).weighed(excluded).confidence == .possible)
    }

    @Test func `what is open, or unexplained, leaves it likely`() {
        #expect(finding(.certain).weighed(open).confidence == .likely)
        #expect(finding(.certain).weighed(unexplained).confidence == .likely)
    }

    @Test func `what only works beside it speaks for nothing`() {
        #expect(finding(.certain, .control).weighed(excluded).confidence == .likely)
    }

    @Test func `an older report is as sure as it says`() {
        #expect(finding(.likely).recorded(.certain).confidence == .certain)
        #expect(finding(.likely).recorded(.certain).differential == nil)
    }
}
