import ProbeCore
import ProbeFindings
@testable import Reports
import TestSupport
import Testing

struct ClausesTests {
    private func finding(_ proofs: [String]) -> Finding {
        Finding(
            .tcpDroppedPort, .warning, from: [.host], about: Finding.Subject(), owner: .siteNetwork,
            confidence: .certain, summary: "Dropped.",
            evidence: proofs.enumerated().map { Finding.Proof($0.offset, $0.element) },
            refutedBy: "")
    }

    @Test func `what differs in its duration alone is said once, with every observation`() {
        let clauses = TextReport.clauses(
            of: finding([
                "10.0.0.1:443 accepts in 0.5 ms", "5 SYNs, no answer within 3.0 s.", "10.0.0.1:443 accepts in 18 ms",
                "5 SYNs, no answer within 2.9 s.", "10.0.0.2:443 accepts in 18 ms",
            ]))
        #expect(
            clauses.map(\.text) == [
                "10.0.0.1:443 accepts in 0.5 ms", "5 SYNs, no answer within 3.0 s.", "10.0.0.2:443 accepts in 18 ms",
            ])
        #expect(clauses.map(\.observations) == [[0, 2], [1, 3], [4]])
    }

    @Test func `what counts in other units than time is another proof`() {
        #expect(TextReport.clauses(of: finding(["3 hops away", "4 hops away", "2 segments", "3 s", "4 s"])).count == 4)
    }

    @Test func `one proof of each kind is shown before a second of any`() {
        let repeated = (1...7).map { "the host reaches 10.0.0.\($0)" }
        #expect(
            TextReport.fewClauses(of: finding(repeated + ["a rule counted 404 packets", "5 SYNs to port 443"])) == [
                "the host reaches 10.0.0.1", "the host reaches 10.0.0.2", "a rule counted 404 packets",
                "5 SYNs to port 443", "and 5 more of the kind; the JSON report has them all",
            ])
        #expect(TextReport.fewClauses(of: finding(Array(repeated.prefix(5)))) == Array(repeated.prefix(5)))
        #expect(TextReport.fewClauses(of: finding([])).isEmpty)
    }
}
