import FoundationEssentials
package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// A JSON report read back, for `edgeprobe diagnose` and `edgeprobe compare`.
///
/// The file may come from another machine, another version or an editor: members that are not known are ignored, probes
/// and causes that are not known are left out with a note, and anything else that does not fit is one clear error.
package struct RecordedReport: Sendable {
    /// No report is longer; more than this is not read.
    package static let longest = 64 << 20

    package let report: Report
    /// What was left out of it, in sentences.
    package let notes: [Sentence]
    /// It was taken out of a report about several hubs: what that says of one hub has to be judged from its observations.
    package let isOneOfSeveral: Bool

    /// Reads a report from the bytes of its file.
    ///
    /// - Parameters:
    ///   - bytes: the JSON text, or a line of it for each hub.
    ///   - hub: whose; nothing where the file is about one.
    /// - Throws: what is wrong with the file, as a sentence.
    package init(bytes: [UInt8], about hub: HostName? = nil) throws(RecordedReportError) {
        guard bytes.count <= Self.longest else { throw .tooLong() }
        let reports = try Self.reports(in: try ReportLines(bytes).line(about: hub) ?? bytes, of: .one(hub))
        // The one that was chosen.
        guard let report = reports.first else { throw .damaged(nil) }
        self = report
    }

    /// Reads what a file says of each hub that it is about.
    ///
    /// - Parameter bytes: the JSON text, or a line of it for each hub.
    /// - Returns: a report for each, in the file's order.
    /// - Throws: what is wrong with the file, as a sentence.
    package static func all(in bytes: [UInt8]) throws(RecordedReportError) -> [RecordedReport] {
        guard bytes.count <= longest else { throw .tooLong() }
        var reports: [RecordedReport] = []
        for text in try ReportLines(bytes).all() ?? [bytes] { reports += try self.reports(in: text, of: .all) }
        return reports
    }

    private static func reports(
        in bytes: [UInt8], of choice: RecordedDocument.Choice
    ) throws(RecordedReportError) -> [RecordedReport] {
        let decoder = JSONDecoder()
        if let key = RecordedDocument.choice { decoder.userInfo[key] = choice }
        let data = Data(bytes)
        do {
            let version = try decoder.decode(FormatVersion.self, from: data).formatVersion
            guard version == Report.formatVersion else { throw RecordedReportError.version(version) }
            if let key = Observation.catalog { decoder.userInfo[key] = Questions.all }
            if let key = SentenceArgument.facts { decoder.userInfo[key] = facts }
            return try decoder.decode(RecordedDocument.self, from: data).reports
        } catch let error as RecordedReportError {
            throw error
        } catch let error as DecodingError {
            throw .damaged(error)
        } catch {
            throw .damaged(nil)
        }
    }

    init(_ report: Report, notes: [Sentence], isOneOfSeveral: Bool) {
        self.report = report
        self.notes = notes
        self.isOneOfSeveral = isOneOfSeveral
    }

    private static let facts: [any SentenceFact.Type] = [RouteLookup.self, Route.self, RoutingRule.self, Culprit.self]

    private struct FormatVersion: Decodable {
        let formatVersion: Int
    }
}
