import FoundationEssentials
import ProbeCore
import Testing

@testable import Reports

struct RecordedReportTests {
    private func read(_ text: String) throws(RecordedReportError) -> RecordedReport {
        try RecordedReport(bytes: Array(text.utf8), catalogue: FakeProbes.lookUp)
    }

    private func replaced(_ right: String, by wrong: String) throws -> String {
        let text = try JSONReport.render(try Samples.containersOnly())
        let changed = text.split(separator: right, omittingEmptySubsequences: false).joined(separator: wrong)
        #expect(changed != text)
        return changed
    }

    @Test func `members that are not known are ignored`() throws {
        let text = try replaced("\"verdict\" :", by: "\"later\" : { \"a\" : [1] }, \"verdict\" :")
        #expect(try read(text).report.diagnosis.verdict == .blocked)
    }

    @Test func `probes and causes that are not known are left out with a note`() throws {
        let text = try replaced("\"dns.resolve\"", by: "\"dns.later\"")
        let recorded = try read(text)
        #expect(recorded.notes.count == 1 && recorded.notes[0].contains("2 observations of the probe dns.later"))
        #expect(recorded.report.survey.seen(FakeResolve.self).isEmpty)
        let other = try read(try replaced("\"cause\" : \"dns.container-stub\"", by: "\"cause\" : \"dns.later\""))
        #expect(other.notes.count == 1 && other.notes[0].contains("1 finding of the cause dns.later"))
        #expect(other.report.diagnosis.findings.isEmpty)
    }

    @Test func `a report without the question is judged with the usual one`() throws {
        let text = try replaced("\"question\" :", by: "\"formerly\" :")
        #expect(try read(text).report.survey.question.hub.description == "myhub.azure-devices.net")
    }

    @Test(arguments: [
        ("", RecordedReportError.Code.damaged), ("{", .damaged), ("[]", .damaged), ("{}", .damaged), ("null", .damaged),
        ("{\"formatVersion\":2}", .version), ("{\"formatVersion\":\"1\"}", .damaged),
        ("{\"formatVersion\":1}", .damaged),
        ("\u{0}\u{1}\u{2}", .damaged),
    ])
    func `a file that is no report is one clear error`(text: String, code: RecordedReportError.Code) throws {
        let error = #expect(throws: RecordedReportError.self) { _ = try read(text) }
        #expect(error?.code == code)
        #expect(error?.description.hasSuffix(".") == true)
    }

    @Test func `a file that is nested without end is an error too`() throws {
        let error = #expect(throws: RecordedReportError.self) { _ = try read(String(repeating: "[", count: 100_000)) }
        #expect(error?.code == .damaged)
    }

    @Test func `an error names the place that is wrong`() throws {
        let wrong = try replaced("\"vantage\" : \"docker:bridge\"", by: "\"vantage\" : \"moon\"")
        let error = #expect(throws: RecordedReportError.self) { _ = try read(wrong) }
        #expect(error?.description.contains("vantage has a value that it cannot have") == true)
        let evidence = try replaced("\"answer\" : \"an answer\"", by: "\"question\" : 1")
        let other = #expect(throws: RecordedReportError.self) { _ = try read(evidence) }
        #expect(other?.description.contains("observations[0].evidence.answer is missing") == true)
    }

    @Test func `more than 64 MB is not read`() {
        let error = #expect(throws: RecordedReportError.self) {
            _ = try RecordedReport(
                bytes: [UInt8](repeating: 0x20, count: RecordedReport.longest + 1), catalogue: FakeProbes.lookUp)
        }
        #expect(error?.code == .tooLong)
    }

    @Test(arguments: ["/nowhere/at-all.json", "/dev/zero", "/"])
    func `what is no regular file is refused`(path: String) {
        let error = #expect(throws: RecordedReportError.self) {
            _ = try RecordedReport(path: path, catalogue: FakeProbes.lookUp)
        }
        #expect(error?.code == .unreadable)
    }

    @Test func `a report is read from its file`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "edgeprobe-\(UUID().uuidString).json")
        try Data(try JSONReport.render(try Samples.healthy()).utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try RecordedReport(path: file.path, catalogue: FakeProbes.lookUp).report.diagnosis.verdict == .ready)
    }
}
