import ProbeCore
import ProbeFindings
import Testing

@testable import Reports

/// What a finding is not, as reports for people say it.
struct DifferentialWordsTests {
    private static let excluded = [
        Differential.Exclusion(.hostOutputDropped, .ownFailure, [0]),
        Differential.Exclusion(.tcpDroppedIP, .otherPort, [0, 1], controls: [1]),
        Differential.Exclusion(.tcpDroppedAll, .otherPort, [0, 1], controls: [1]),
        Differential.Exclusion(.tlsSNIFiltered, .otherName, [0, 3, 4, 5], controls: [3, 4, 5]),
    ]

    private static func report() throws -> Report {
        var report = try Samples.onePortFiltered()
        report.diagnosis.findings[0] = report.diagnosis.findings[0].weighed(Differential(excluded: excluded))
        return report
    }

    @Test func `what one comparison excludes stands together, with what it was compared with`() throws {
        let words = DifferentialWords(try #require(try Self.report().diagnosis.findings.first))
        #expect(
            words.excluded?.english == """
                host.output-dropped (how the attempt failed on this device), tcp.dropped-ip and tcp.dropped-all (another \
                port of the same address: compared with observation 1), tls.sni-filtered (a handshake for another name: \
                compared with observations 3, 4 and 5).
                """)
    }

    @Test func `of many observations the first are named`() throws {
        let many = Differential(excluded: [.init(.tlsSNIFiltered, .otherName, Array(0...9), controls: Array(1...9))])
        let finding = try #require(try Self.report().diagnosis.findings.first).weighed(many)
        #expect(
            DifferentialWords(finding).excluded?.english
                == "tls.sni-filtered (a handshake for another name: compared with observations 1, 2, 3 and 6 more).")
    }

    @Test func `every report for people says it, and the console's within 80 columns`() throws {
        let report = try Self.report()
        let text = TextReport.render(report)
        #expect(text.split(separator: "\n").allSatisfy { PlainText.width($0) <= 80 })
        for format in [text, MarkdownReport.render(report), HTMLReport.render(report)] {
            let words = format.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains("(another port of the same address: compared with observation 1)"))
        }
    }
}
