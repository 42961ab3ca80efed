import FoundationEssentials
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
    private var files: [(name: String, text: String)]
    private let isRedacted: Bool

    /// Writes all of it down.
    ///
    /// - Parameters:
    ///   - report: redacted already, where it is to be.
    ///   - plan: of the run; nothing where it is not known, or is not to be shown, and is made of what the report says.
    /// - Throws: where the report holds what a format cannot carry.
    init(_ report: Report, plan: Plan?) throws {
        name = Self.name(of: report.run)
        isRedacted = report.redaction != nil
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
    ///   - isRedacted: whether its texts are.
    ///   - plan: of the run; nothing where it is not to be shown.
    ///   - needs: what all hubs together need of the network.
    ///   - dialect: what it is written in, besides a request.
    ///   - text: of each format.
    /// - Throws: where a report holds what a format cannot carry.
    init(
        of run: Report.Run, isRedacted: Bool, plan: Plan?, _ needs: NetworkNeeds?, in dialect: Dialect?,
        _ text: (any ReportFormat.Type) throws -> String
    ) throws {
        name = Self.name(of: run)
        self.isRedacted = isRedacted
        files = try ReportFormats.all.map { ("report.\($0.fileExtension)", try text($0)) }
        if let plan { files.append(("plan.txt", ContactList(plan).lines.joined(separator: "\n") + "\n")) }
        if let needs { files += Self.rules(needs, in: dialect) }
    }

    private static func name(of run: Report.Run) -> String {
        "edgeprobe-" + run.startedAt.description.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
    }

    /// Packs it into a file that only its owner can read: whole or not at all.
    func write(to path: String) async throws {
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let folder = scratch.path + "/" + name
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        for (name, text) in files { try AtomicFile.write("\(folder)/\(name)", Array(text.utf8)) }
        let archive = try await SystemTar.archive(name, in: scratch.path, isAnonymous: isRedacted)
        try Capabilities.asCaller { try AtomicFile.write(path, archive) }
    }
}

/// A folder for this user alone, for as long as it takes to pack what is in it.
private struct ScratchFolder {
    let path: String

    init() throws {
        var random = SystemRandomNumberGenerator()
        path = "/tmp/edgeprobe-\(String(random.next(), radix: 36))"
        // Fails where somebody else made it first.
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
