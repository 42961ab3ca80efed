import ProbeApplication
import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Reports
import Testing

/// The text reports of the lab's recordings, as far as they are pasted: `Tests/Lab/test_pasted.py` has each dialect's own
/// checker look at the blocks.
struct PastedTextTests {
    @Test func `a command stands in the text as it is, flush left, once and between empty lines`() async throws {
        try await Recording.each { recording in
            let report = try recording.judgedAgain
            let text = TextReport.render(report)
            for remedy in report.diagnosis.findings.flatMap(\.remedies) {
                for command in remedy.commands.prefix(1) where command.dialect != .request {
                    let count = text.ranges(of: "\n\n\(command.text)\n\n").count
                    #expect(count == 1, "\(recording.name): \(command.text)")
                }
            }
            #expect(!text.contains("The JSON report has it"))
        }
    }

    @Test func `no command has an empty line, which would end the block that it is`() async throws {
        try await Recording.each { recording in
            for command in try recording.judgedAgain.diagnosis.findings.flatMap(\.remedies).flatMap(\.commands) {
                let lines = command.text.split(separator: "\n", omittingEmptySubsequences: false)
                #expect(
                    lines.allSatisfy { !$0.isEmpty } && lines.first?.first != " ", "\(recording.name): \(command.text)")
            }
        }
    }

    @Test func `a report of this system says nothing of another one`() async throws {
        try await Recording.each { recording in
            // The log is another system's, and so is what is done about it; or a file was written there.
            let survey = try recording.survey
            guard survey.seen(ReadLogs.self).allSatisfy({ $0.evidence.isOfWindows != true }),
                survey.seen(ResolveName.self).allSatisfy({
                    $0.evidence.configurationProblem?.contains("Windows") != true
                })
            else { return }
            let text = TextReport.render(try recording.judgedAgain)
            #expect(!text.contains("Windows") && !text.contains("PowerShell"), "\(recording.name)")
        }
    }

    @Test(arguments: [
        ("ufw-denies-outgoing", Dialect.ufw), ("firewalld-denies-outgoing", .firewalld),
        ("output-dropped-named", .nftables),
        ("output-dropped-named-in-iptables", .iptables),
    ])
    func `the dialect of whoever keeps the rule comes first, and another where it is asked for`(
        name: String, dialect: Dialect
    ) throws {
        let recording = try #require(try Recording.all().first { $0.name == name })
        var report = try recording.judgedAgain
        let fix = try #require(report.diagnosis.findings.first?.remedies.first)
        #expect(fix.commands.first?.dialect == dialect)
        for command in fix.commands {
            report.dialect = command.dialect
            let text = TextReport.render(report)
            for other in fix.commands { #expect(text.contains("\n\n\(other.text)\n\n") == (other == command)) }
        }
    }
}
