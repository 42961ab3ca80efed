import FoundationEssentials
package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// Makes a report that may leave the site: names and addresses give way to pseudonyms, certificates and free text go.
///
/// It works on the report itself, before any rendering, so that every format tells the same. The pseudonyms hang on a key
/// that is thrown away: within a run the same name has the same pseudonym everywhere, and two runs cannot be matched.
package struct Redaction: Sendable {
    private let key: (UInt64, UInt64)

    /// - Parameter key: random; only tests choose one.
    package init(key: (UInt64, UInt64) = (.random(in: .min ... .max), .random(in: .min ... .max))) { self.key = key }

    /// - Parameters:
    ///   - report: as it was measured; a report that is redacted already stays as it is.
    ///   - prescribe: writes the remedies anew, for what stands for the names and addresses.
    /// - Returns: the report with the counts of what was replaced.
    /// - Throws: where the report cannot be taken apart or put together; nothing of it may be shown then.
    package func redacted(
        _ report: Report, prescribing prescribe: (Diagnosis, Survey) -> Diagnosis = { diagnosis, _ in diagnosis }
    ) throws -> Report {
        guard report.redaction == nil else { return report }
        var report = report
        let redactor = Redactor(hash: KeyedHash(key: key))
        let arguments = RedactedArguments(report.run.arguments)
        arguments.teach(redactor)
        let (diagnosis, notes) = (report.diagnosis, report.notes)
        report.diagnosis.findings = []
        _ = try StructureEncoder(filter: redactor.filter).structure(of: ReportDocument(report))
        _ = redactor.redacted(diagnosis)
        for note in notes { _ = redactor.redacted(note) }
        _ = redactor.replaced(name: report.device.hostname)
        redactor.prepare()
        report.run.arguments = []
        report.notes = []
        let structure = try StructureEncoder(filter: redactor.filter).structure(of: ReportDocument(report))
        let bytes = [UInt8](try JSONEncoder().encode(structure))
        var redacted = try RecordedReport(bytes: bytes).report
        redacted.notes = notes.map(redactor.redacted)
        redacted.run.arguments = arguments.redacted(by: redactor)
        // Versions are no addresses.
        (redacted.run.id, redacted.toolVersion, redacted.device) = (report.run.id, report.toolVersion, report.device)
        redacted.device.hostname = redactor.replaced(name: report.device.hostname)
        redacted.diagnosis = prescribe(redactor.redacted(diagnosis), redacted.survey)
        redacted.redaction = redactor.counts
        return redacted
    }
}
