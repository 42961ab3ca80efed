import ProbeCore
import ProbeFindings
@testable import Reports
import TestSupport
import Testing

struct ClausesTests {
    private func finding(_ proofs: [Sentence]) -> Finding {
        Finding(
            .tcpDroppedPort, .warning, from: [.host], about: Finding.Subject(), owner: .siteNetwork,
            confidence: .certain, summary: "Dropped.",
            evidence: proofs.enumerated().map { Finding.Proof($0.offset, $0.element) },
            refutedBy: "")
    }

    private let first = SocketAddress("10.0.0.1:443", defaultPort: 443)
    private let second = SocketAddress("10.0.0.2:443", defaultPort: 443)

    @Test func `what differs in its duration alone is said once, with every observation`() throws {
        let (first, second) = (try #require(first), try #require(second))
        let clauses = TextReport.clauses(
            of: finding([
                "\(first) accepts in \(Seconds(0.0005))", "\(5, .syn), no answer within \(Seconds(3.0))",
                "\(first) accepts in \(Seconds(0.018))", "\(5, .syn), no answer within \(Seconds(2.9))",
                "\(second) accepts in \(Seconds(0.018))",
            ]))
        #expect(
            clauses.map(\.shows.english) == [
                "10.0.0.1:443 accepts in 0.5 ms", "5 SYNs, no answer within 3.0 s", "10.0.0.2:443 accepts in 18 ms",
            ])
        #expect(clauses.map(\.observations) == [[0, 2], [1, 3], [4]])
    }

    @Test func `what counts in other units than time is another proof`() {
        let proofs: [Sentence] = [
            "\(3, .packet) away", "\(4, .packet) away", "\(2, .segment)", "\(Seconds(3))", "\(Seconds(4))",
        ]
        #expect(TextReport.clauses(of: finding(proofs)).count == 4)
    }

    @Test func `one proof of each kind is shown before a second of any`() throws {
        let repeated = try (1...7).map { number -> Sentence in
            "the host reaches \(try #require(IPAddress("10.0.0.\(number)")))"
        }
        let port: UInt16 = 443
        #expect(
            TextReport.fewClauses(
                of: finding(repeated + ["a rule counted \(404, .packet)", "\(5, .syn) to port \(port)"])
            ).map(\.english) == [
                "the host reaches 10.0.0.1", "the host reaches 10.0.0.2", "a rule counted 404 packets",
                "5 SYNs to port 443", "and 5 more of the kind; the JSON report has them all",
            ])
        #expect(
            TextReport.fewClauses(of: finding(Array(repeated.prefix(5)))) == Array(repeated.prefix(5)))
        #expect(TextReport.fewClauses(of: finding([])).isEmpty)
    }
}
