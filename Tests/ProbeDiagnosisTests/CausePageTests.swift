import ProbeCore
@testable import ProbeDiagnosis
import ProbeFindings
import ProbeGuidance
import Testing

struct CausePageTests {
    @Test func `every cause has one page and every page its cause`() {
        #expect(Cause.allCases.map { CausePage(of: $0).cause } == Cause.allCases)
        // No two causes share a card.
        #expect(Set(Cause.allCases.map { CausePage(of: $0).card.meaning }).count == Cause.allCases.count)
    }

    @Test(arguments: Cause.allCases)
    func `a page has all its parts in whole sentences`(cause: Cause) {
        let card = CausePage(of: cause).card
        for sentence in [card.meaning, card.evidence].map(\.english) {
            #expect(sentence.hasSuffix("."), "\(sentence)")
        }
        // `edgeprobe list causes` shows the meaning behind the id.
        #expect(card.meaning.english.count <= 104)
        #expect(!card.owners.isEmpty)
        let neighbours =
            card.lookAlikes.map { (cause: $0.cause, words: $0.difference) }
            + card.related.map { (cause: $0.cause, words: $0.reason) }
        #expect(neighbours.allSatisfy { $0.cause != cause && !$0.words.english.hasSuffix(".") })
        #expect(Set(neighbours.map(\.cause)).count == neighbours.count)
    }

    @Test(arguments: Cause.allCases)
    func `a fix comes from the remedies where there are any, and from the page only where there are none`(
        cause: Cause
    ) throws {
        let card = CausePage(of: cause).card
        let owner = try #require(card.owners.first)
        #expect(Guidance.examples(for: cause, owner: owner).isEmpty == (card.advice != nil))
    }

    @Test func `what rules find and explain has pages that say so`() {
        for rule in Rulebook.rules {
            for cause in rule.causes {
                let page = CausePage(of: cause)
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
