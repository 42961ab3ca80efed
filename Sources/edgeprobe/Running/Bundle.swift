import ProbeApplication
import ProbeCore
import ProbeFindings
import ProbeLinux
import ProbeMeasurement
import Reports

/// What a ticket asks for, in one archive: the report in every format (the JSON form is the recording), the plan of the run,
/// and what the network team is asked for.
struct Bundle {
    private let name: String
    private let moment: Timestamp
    private var files: [(name: String, text: String)]

    /// Writes all of it down.
    ///
    /// - Parameters:
    ///   - report: redacted already, where it is to be.
    ///   - plan: of the run; nothing where it is not known, or is not to be shown, and is made of what the report says.
    /// - Throws: where the report holds what a format cannot carry.
    init(_ report: Report, plan: Plan?) throws {
        name = Self.name(of: report.run)
        moment = report.run.startedAt
        var files = try ReportFormats.all.map { format in
            ("report.\(format.fileExtension)", try format.text(of: report, for: Display()))
        }
        let places = report.survey.vantages.map(\.description).joined(separator: ", ")
        let contacts = ContactList(plan ?? Plan(recorded: report.survey.assignment)).lines
        files.append(
            (
                "plan.txt",
                ([phrase("Measured from: \(verbatim: places)."), ""] + contacts).joined(separator: "\n") + "\n"
            ))
        self.files = files + Self.rules(NetworkNeeds(report.survey), in: report.dialect)
    }

    /// What the network team is asked for, and the same in a dialect where that was chosen and is a firewall's.
    private static func rules(_ needs: NetworkNeeds, in dialect: Dialect?) -> [(name: String, text: String)] {
        [Dialect.request, dialect].compactMap(\.self).uniqued.compactMap { dialect in
            needs.text(in: dialect).map { ("rules-\(dialect.rawValue).txt", $0) }
        }
    }

    /// Writes down what a run over several hubs came to.
    ///
    /// - Parameters:
    ///   - run: that it was.
    ///   - plan: of the run; nothing where it is not to be shown.
    ///   - needs: what all hubs together need of the network.
    ///   - dialect: what it is written in, besides a request.
    ///   - text: of each format.
    /// - Throws: where a report holds what a format cannot carry.
    init(
        of run: Report.Run, plan: Plan?, _ needs: NetworkNeeds?, in dialect: Dialect?,
        _ text: (any ReportFormat.Type) throws -> String
    ) throws {
        name = Self.name(of: run)
        moment = run.startedAt
        files = try ReportFormats.all.map { ("report.\($0.fileExtension)", try text($0)) }
        if let plan { files.append(("plan.txt", ContactList(plan).lines.joined(separator: "\n") + "\n")) }
        if let needs { files += Self.rules(needs, in: dialect) }
    }

    private static func name(of run: Report.Run) -> String {
        "edgeprobe-" + run.startedAt.description.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
    }

    /// Packs it into a file that only its owner can read: whole or not at all.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - patience: with whoever reads the stream that it may be instead.
    /// - Throws: what writing it failed with.
    func write(to path: String, patience: Duration) async throws {
        let archive = await Gzip.compressed(TarArchive(folder: name, at: moment, files).bytes)
        try Capabilities.asCaller { try AtomicFile.write(path, archive, patience: patience) }
    }
}
