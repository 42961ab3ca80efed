import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import Reports
import Testing

struct RecordedReportTests {
    private func read(_ text: String) throws(RecordedReportError) -> RecordedReport {
        try RecordedReport(bytes: Array(text.utf8))
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
        #expect(
            recorded.notes.count == 1 && recorded.notes[0].english.contains("2 observations of the probe dns.later"))
        #expect(recorded.report.survey.seen(ResolveName.self).isEmpty)
        let other = try read(try replaced("\"cause\" : \"dns.container-stub\"", by: "\"cause\" : \"dns.later\""))
        #expect(other.notes.count == 1 && other.notes[0].english.contains("1 finding of the cause dns.later"))
        #expect(other.report.diagnosis.findings.isEmpty)
    }

    @Test func `a report without the question is judged with the usual one`() throws {
        let text = try replaced("\"question\" :", by: "\"formerly\" :")
        #expect(try read(text).report.survey.assignment.hub.description == "myhub.azure-devices.net")
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
        let evidence = try replaced("\"isStuck\" : false", by: "\"wasStuck\" : 1")
        let other = #expect(throws: RecordedReportError.self) { _ = try read(evidence) }
        #expect(other?.description.contains("observations[0].evidence.isStuck is missing") == true)
    }

    @Test func `more than 64 MB is not read`() {
        let error = #expect(throws: RecordedReportError.self) {
            _ = try RecordedReport(
                bytes: [UInt8](repeating: 0x20, count: RecordedReport.longest + 1))
        }
        #expect(error?.code == .tooLong)
    }

    @Test func `a report of more observations than are judged is refused with their number`() throws {
        let many = String(repeating: "{}, ", count: Survey.mostObservations)
        let text = try replaced("\"observations\" : [", by: "\"observations\" : [\(many)")
        let error = #expect(throws: RecordedReportError.self) { _ = try read(text) }
        #expect(error?.code == .tooMany)
        #expect(error?.description.contains("more than the 20000 that edgeprobe judges") == true)
    }

    @Test(arguments: [
        ("notes", "\"a note\""),
        ("transports", #"{"transport": "https", "vantage": "host", "usable": null, "proof": null}"#),
    ])
    func `a report that lists more than it could have measured is refused by the name of the list`(
        list: String, member: String
    ) throws {
        let members = [String](repeating: member, count: Survey.mostObservations + 1).joined(separator: ", ")
        let text = try replaced("\"\(list)\" :", by: "\"\(list)\" : [\(members)], \"former\(list)\" :")
        let error = #expect(throws: RecordedReportError.self) { _ = try read(text) }
        #expect(error?.code == .tooMany && error?.description.contains(list) == true)
    }

    @Test func `a report whose transports are of more places than a run measures from is refused`() throws {
        func transports(_ count: Int) throws -> String {
            let members = (0..<count).map { place in
                #"{"transport": "https", "vantage": "netns:n\#(place)", "usable": false, "proof": null}"#
            }.joined(separator: ", ")
            // Those of the report itself, which stand furthest out: its coverage has a member of that name too.
            return try replaced(
                "\n  \"transports\" :", by: "\n  \"transports\" : [\(members)],\n  \"formertransports\" :")
        }
        #expect(try read(try transports(1_000)).report.diagnosis.transports.count == 1_000)
        let error = #expect(throws: RecordedReportError.self) { _ = try read(try transports(1_001)) }
        #expect(error?.code == .tooMany && error?.description.contains("transports") == true)
    }

    @Test func `a matrix of more cells than a run fills is refused before they are made`() throws {
        let columns = (0..<2_000).map { "\"netns:n\($0)\"" }.joined(separator: ", ")
        let rows = [String](repeating: #"{"about": "name", "cells": []}"#, count: 2_000).joined(separator: ", ")
        let matrix = "{\"vantages\": [\(columns)], \"rows\": [\(rows)], \"remarks\": []}"
        let text = try replaced("\"matrix\" :", by: "\"matrix\" : \(matrix), \"former\" :")
        let error = #expect(throws: RecordedReportError.self) { _ = try read(text) }
        #expect(error?.code == .tooMany)
    }

    @Test(arguments: [(0, 0, 100_001), (0, 50_001, 2), (1, 100_001, 1)])
    func `so is one of rows without columns, or of cells without a column`(
        columns: Int, cells: Int, rows: Int
    ) throws {
        let names = (0..<columns).map { "\"netns:n\($0)\"" }.joined(separator: ", ")
        let cell = #"{"vantage": "host", "state": "works"}"#
        let row =
            "{\"about\": \"name\", \"cells\": ["
            + [String](repeating: cell, count: cells).joined(separator: ",") + "]}"
        let list = [String](repeating: row, count: rows).joined(separator: ",")
        let matrix = "{\"vantages\": [\(names)], \"rows\": [\(list)], \"remarks\": []}"
        let text = try replaced("\"matrix\" :", by: "\"matrix\" : \(matrix), \"former\" :")
        let error = #expect(throws: RecordedReportError.self) { _ = try read(text) }
        #expect(error?.code == .tooMany && error?.description.contains("matrix") == true)
    }

    @Test func `more lines than a run asks hubs are refused before they are read`() throws {
        let error = #expect(throws: RecordedReportError.self) { _ = try read(String(repeating: "{}\n", count: 1_001)) }
        #expect(error?.code == .tooMany && error?.description.contains("more than 1000 lines") == true)
        let few = #expect(throws: RecordedReportError.self) { _ = try read(String(repeating: "{}\n", count: 1_000)) }
        #expect(few?.code == .severalHubs)
    }

    @Test func `no damage to a recording ends in more than an error or a harmless report`() throws {
        let original = Array(try JSONReport.render(try Samples.containersOnly()).utf8)
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let pieces = [
            "-1e300", "1e999", "null", "\"\"", "99999999999999999999", "\"\\u001b[2J\"", "[]", "{}", "-1", "true",
        ]
        for _ in 0..<400 {
            var bytes = original
            let place = next(bytes.count)
            if next(2) == 0 {
                bytes[place] = UInt8(next(256))
            } else {
                // A whole value is replaced, so that most of these are JSON still.
                guard let colon = bytes[place...].firstIndex(of: 0x3a),
                    let end = bytes[colon...].firstIndex(where: { [0x2c, 0x0a].contains($0) })
                else { continue }
                bytes.replaceSubrange((colon + 1)..<end, with: pieces[next(pieces.count)].utf8)
            }
            do {
                let read = try RecordedReport(bytes: bytes)
                let text = TextReport.render(read.report, .init(isASCII: true))
                #expect(text.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a })
            } catch {
                #expect(error.description.utf8.allSatisfy { (0x20...0x7e).contains($0) })
            }
        }
    }

    @Test func `times out of all bounds do not stop the text report`() throws {
        let text = try replaced("\"durationSeconds\" : 0.012", by: "\"durationSeconds\" : -1e300")
        #expect(TextReport.render(try read(text).report).contains("name (DNS)"))
    }
}
