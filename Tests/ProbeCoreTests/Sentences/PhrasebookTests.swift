import Testing

@testable import ProbeCore

struct PhrasebookTests {
    /// A catalogue as Texts/embed writes it, of messages with their texts.
    private static func catalogue(_ texts: [(message: String, context: String, text: String)], cased: Bool = false)
        -> String
    {
        let forms = (0..<200).map { $0 == 1 ? "0" : "1" }.joined()
        let lines = texts.map { entry -> String in
            let hash = String(Phrasebook.hash(of: entry.message, entry.context), radix: 16)
            return String(repeating: "0", count: 16 - hash.count) + hash + " " + entry.text
        }
        return (["xx", cased ? "cased" : "uncased", forms] + lines).joined(separator: "\n")
    }

    private static let book = Phrasebook(
        catalogue([
            ("{1} to {2}, no answer within {3}.", "", "{2}[으로/로] {1}[을/를] 보냈으나 {3} 안에 응답이 없습니다."),
            ("{1} datagram", "count", "데이터그램 {1}개\t데이터그램들 {1}개"), ("port {1}", "names", "포트 {1}\t포트 {1}"),
            ("{1} s", "", "{1}초"), ("{1} and {2}", "", "{1}[과/와] {2}"), ("{1} is silent.", "", "{1}[은/는] 응답이 없습니다."),
            ("Broken: {1}", "", "{9}"), ("two\nlines {{1", "", "두\\n줄 {{1"),
        ]))

    private func sentence(_ count: Int = 3) throws -> Sentence {
        let resolver = try #require(SocketAddress("10.3.0.53", defaultPort: 53))
        return "\(count, .datagram) to \(resolver), no answer within \(Seconds(2.1))."
    }

    @Test func `values find their places, particles their forms, nouns their plurals`() throws {
        #expect(
            try sentence().text(in: Self.book)
                == "10.3.0.53:53으로 데이터그램들 3개를 보냈으나 2.1초 안에 응답이 없습니다.")
        #expect(try sentence(1).text(in: Self.book).contains("데이터그램 1개를"))
    }

    @Test func `lists have the language's own conjunction, and particles behind it`() throws {
        let sentence: Sentence = "\(.port, [443, 5671, 8883].map { UInt16($0) }) is silent."
        #expect(sentence.text(in: Self.book) == "포트 443, 5671과 8883은 응답이 없습니다.")
    }

    @Test func `the reader's language holds for all below, and only there`() throws {
        let sentence = try sentence()
        #expect(sentence.text == sentence.english)
        Phrasebook.$current.withValue(Self.book) {
            #expect(sentence.text == sentence.text(in: Self.book))
            #expect("\(sentence)" == sentence.text)
            #expect(phrase("\(listing: [1, 2])") == "1, 2")
        }
        #expect(sentence.text == sentence.english)
    }

    @Test func `where a language has no words, or a place that is not there, English stands and somebody hears`() {
        nonisolated(unsafe) var heard: [String] = []
        let book = Phrasebook("xx\ncased\n") { heard.append($0) }
        let sentence: Sentence = "Nothing of \(3, .route) is known."
        #expect(sentence.text(in: book) == sentence.english)
        #expect(heard == ["Nothing of {1} is known.", "count: {1} route"])
        let broken: Sentence = "Broken: \(1)"
        #expect(broken.text(in: Self.book) == broken.english)
    }

    @Test func `lines and braces come back as they were`() {
        let sentence: Sentence = "two\nlines {1"
        #expect(sentence.text(in: Self.book) == "두\n줄 {1")
    }

    @Test func `a request is in the language of whoever is asked`() throws {
        let sentence = try sentence()
        Phrasebook.$ofRequests.withValue(.some(Self.book)) {
            #expect(sentence.text == sentence.english)
            #expect(Phrasebook.asking { sentence.text } == sentence.text(in: Self.book))
        }
        Phrasebook.$current.withValue(Self.book) {
            Phrasebook.$ofRequests.withValue(.some(nil)) {
                #expect(Phrasebook.asking { sentence.text } == sentence.english)
            }
        }
    }

    @Test func `a part begins small only where the language has capitals`() {
        let part: Sentence = "The resolver is silent."
        let whole: Sentence = "Names fail: \(clause: part)"
        let texts = [("The resolver is silent.", "", "Ŕesolver tut nix."), ("Names fail: {1}", "", "Namen: {1}")]
        #expect(whole.text(in: Phrasebook(Self.catalogue(texts, cased: true))) == "Namen: ŕesolver tut nix.")
        #expect(whole.text(in: Phrasebook(Self.catalogue(texts))) == "Namen: Ŕesolver tut nix.")
    }

    @Test(arguments: [
        ("Unknown option '--foo'", "Unknown option '--foo'"), ("Unknown option '--a's'", "Unknown option '--a's'"),
        ("Unknown option", nil), ("No unknown option 'x'", nil), ("Unknown option 'x' and more", nil),
    ])
    func `what a library says is matched to a sentence with its values`(text: String, expected: String?) {
        let pattern: Sentence = "Unknown option '\(verbatim: "")'"
        #expect(pattern.matched(in: text)?.english == expected)
        #expect(expected == nil || pattern.matched(in: text)?.message == "Unknown option '{1}'")
    }

    @Test func `columns are counted as terminals draw them`() {
        #expect("한국어 ok".columns == 9)
        #expect("ﬁ…·é".columns == 4)
        #expect("漢字（）".columns == 8)
        #expect("✅ ok".columns == 5)
    }
}
