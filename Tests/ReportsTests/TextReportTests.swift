import FoundationEssentials
import ProbeCore
import Testing

@testable import Reports

struct TextReportTests {
    static let names = (try? Samples.all().map(\.name)) ?? []

    @Test(arguments: names)
    func `a report reads as it was recorded`(name: String) throws {
        let report = try #require(try Samples.all().first { $0.name == name }?.report)
        try Golden.expect(TextReport.render(report), matches: "\(name).txt")
    }

    @Test(arguments: names)
    func `no line is wider than 80 columns, commands aside`(name: String) throws {
        let report = try #require(try Samples.all().first { $0.name == name }?.report)
        for isASCII in [false, true] {
            for line in TextReport.render(report, .init(isASCII: isASCII)).split(separator: "\n") {
                #expect(PlainText.width(line) <= 80, "\(line)")
            }
        }
    }

    @Test(arguments: names)
    func `the ASCII form has printable ASCII and line feeds only`(name: String) throws {
        let report = try #require(try Samples.all().first { $0.name == name }?.report)
        let text = TextReport.render(report, .init(isASCII: true))
        #expect(text.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a })
    }

    @Test(arguments: names)
    func `no control, formatting or bidirectional character passes`(name: String) throws {
        let report = try #require(try Samples.all().first { $0.name == name }?.report)
        for scalar in TextReport.render(report).unicodeScalars where scalar != "\n" {
            let category = scalar.properties.generalCategory
            #expect(![.control, .format, .lineSeparator, .paragraphSeparator, .privateUse].contains(category))
        }
    }

    @Test func `hostile text forges no line`() throws {
        let text = TextReport.render(try Samples.hostile())
        #expect(!text.split(separator: "\n").contains { $0.hasPrefix("READY") })
        #expect(!text.contains("rm -rf"))
    }

    @Test func `colour changes nothing but escape sequences`() throws {
        for (_, report) in try Samples.all() {
            let coloured = TextReport.render(report, .init(isColoured: true))
            #expect(coloured.contains("\u{1b}["))
            var plain = ""
            var rest = coloured[...]
            while let escape = rest.firstIndex(of: "\u{1b}"), let end = rest[escape...].firstIndex(of: "m") {
                plain += rest[..<escape]
                rest = rest[rest.index(after: end)...]
            }
            #expect(Self.trimmed(plain + rest) == Self.trimmed(TextReport.render(report)))
        }
    }

    @Test func `a ready report says what it does not promise`() throws {
        let text = TextReport.render(try Samples.healthy())
        #expect(text.contains("the path is proven, not the admission"))
        #expect(!TextReport.render(try Samples.onePortFiltered()).contains("not the admission"))
    }

    @Test func `an interrupted run and a demonstration say so`() throws {
        #expect(TextReport.render(try Samples.interrupted()).contains("PARTIAL"))
        #expect(TextReport.render(try Samples.demonstration()).contains("DEMONSTRATION"))
        #expect(!TextReport.render(try Samples.healthy()).contains("PARTIAL"))
    }

    /// Spaces at a line's end are dropped before colour is added, so they may differ.
    private static func trimmed(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return String(line)
        }
    }
}
