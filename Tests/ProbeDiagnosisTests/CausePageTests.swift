import ProbeCore
@testable import ProbeDiagnosis
import ProbeFindings
import ProbeGuidance
import Testing

struct CausePageTests {
    @Test func `every cause has one page and every page its cause`() {
        #expect(CausePage.all.map(\.cause.rawValue).sorted() == Cause.allCases.map(\.rawValue).sorted())
    }

    @Test(arguments: CausePage.all.map(\.cause))
    func `a page has all its parts in whole sentences`(cause: Cause) throws {
        let page = try #require(CausePage.of(cause))
        for sentence in [page.meaning, page.evidence] { #expect(sentence.hasSuffix("."), "\(sentence)") }
        // `edgeprobe list causes` shows the meaning behind the id.
        #expect(page.meaning.count <= 104)
        #expect(!page.owners.isEmpty)
        #expect(page.neighbours.allSatisfy { $0.cause != cause && !$0.difference.hasSuffix(".") })
        #expect(Set(page.neighbours.map(\.cause)).count == page.neighbours.count)
    }

    @Test(arguments: CausePage.all.map(\.cause))
    func `a fix comes from the remedies where there are any, and from the page only where there are none`(
        cause: Cause
    ) throws {
        let page = try #require(CausePage.of(cause))
        let owner = try #require(page.owners.first)
        #expect(Guidance.examples(for: cause, owner: owner).isEmpty == (page.advice != nil))
    }

    @Test func `what rules find and explain has pages that say so`() throws {
        for rule in Rulebook.rules {
            for cause in rule.causes {
                let page = try #require(CausePage.of(cause))
                #expect(page.isRecognised)
                #expect(Set(page.explains).isSuperset(of: Set(rule.explains).subtracting([cause])))
            }
        }
    }

    @Test(arguments: [
        ("tcp.droped-port", Cause.tcpDroppedPort), ("dropped-port", .tcpDroppedPort), ("nxdomain", .dnsNxdomain),
        ("dns.containerstub", .dnsContainerStub), ("tls.intercept", .tlsIntercepted),
        ("MTU.BLACKHOLE", .mtuBlackholeIn),
    ])
    func `a mistyped id has its cause among the nearest`(word: String, cause: Cause) {
        #expect(CausePage.nearest(to: word).prefix(3).contains(cause), "\(CausePage.nearest(to: word))")
    }

    @Test func `what is like no cause has none near`() {
        #expect(CausePage.nearest(to: "zzzzzzzzzzzzzzzzzzzz").isEmpty)
        #expect(CausePage.nearest(to: String(repeating: "a", count: 1 << 20)).count <= 5)
    }
}
