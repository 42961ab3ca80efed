@testable import ProbeCore
import Testing

struct SpellingTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "", 3), ("", "abc", 3), ("abc", "abd", 1), ("ports", "port", 1), ("ab", "ba", 2),
    ])
    func `a distance counts letters that are wrong, missing or too many`(left: String, right: String, distance: Int) {
        #expect(Spelling.distance(left, right) == distance)
        #expect(Spelling.distance(right, left) == distance)
    }

    @Test func `what is nearest comes first, parts count, and what is far away does not`() {
        let names = ["container-dns", "container-logs", "ports", "dns.filtered"]
        func nearest(_ word: String) -> [String] { Spelling.nearest(to: word, among: names, by: \.self) }
        #expect(nearest("prots").first == "ports")
        #expect(Set(nearest("container")) == ["container-dns", "container-logs"])
        #expect(nearest("filtered").first == "dns.filtered")
        #expect(nearest("zzzzzzzzzzzzzzzzzz") == [])
    }
}
