import ArgumentParser
import ProbeCore
import ProbeFindings
import ProbeLinux
import Reports

/// The options that say in which forms the report leaves, and where to.
struct ReportOptions: ParsableArguments {
    /// Parsed in `validate()`: an error of the option's own parser names no format.
    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "Write a report as \(ReportRequest.Format.names); repeatable; FILE '-' is standard output.",
            valueName: "format=file"), completion: .reports)
    var given: [String] = []

    var report: [ReportRequest] { given.compactMap { ReportRequest(argument: $0) } }

    @Option(help: "What goes to standard output: \(ReportRequest.Format.names).")
    var format: ReportRequest.Format?

    @Option(
        help: ArgumentHelp(
            "Also one archive for a ticket, tar.gz: all formats, the plan, and the request to the network team.",
            valueName: "file"),
        completion: .file())
    var bundle: String?

    @Option(help: "Print fixes in this dialect where they have it; default: the owner's.")
    var dialect: FixLanguage?

    @Flag(help: "Text without Unicode, for a serial console.")
    var ascii = false

    @Flag(
        help:
            "Pseudonyms for names, also those of interfaces, rules and programs, and addresses; certificates and texts of the network are left out."
    )
    var redact = false

    @Flag(help: "Warnings make the exit code 1.")
    var strict = false

    @OptionGroup var language: LanguageOption
    @OptionGroup var requestLanguage: RequestLanguageOption

    /// Every report to write; standard output gets text unless something else was asked for.
    var requests: [ReportRequest] {
        let files = report.filter { $0.destination != .standardOutput }
        let outputs = report.filter { $0.destination == .standardOutput }
        if let format { return files + [ReportRequest(format: format, destination: .standardOutput)] }
        return files + (outputs.isEmpty ? [ReportRequest(format: .text, destination: .standardOutput)] : outputs)
    }

    /// What is written, and where to, in the order in which that happens: files first, then the bundle, which has them all once
    /// more and may be a stream, and last standard output, whose reader may take nothing for as long as he likes.
    var places: [Place] {
        let bundle = [bundle].compactMap(\.self).map { Place.bundle($0) }
        return requests.filter(\.isFile).map { .report($0) } + bundle
            + requests.filter { !$0.isFile }.map { .report($0) }
    }

    enum Place {
        case report(ReportRequest)
        case bundle(String)
    }

    /// What is said where no fix is in the dialect that was asked for; nothing where one is, or where there is no fix at all.
    func note(on findings: [Finding]) -> Sentence? {
        guard let dialect = dialect?.dialect else { return nil }
        let written = findings.flatMap(\.remedies).flatMap(\.commands).map(\.dialect)
        guard !written.isEmpty, !written.contains(dialect) else { return nil }
        return "No fix here is in \(Term(dialect)): each is in the language of whoever has to make it."
    }

    func validate() throws {
        guard report.count == given.count else {
            throw ValidationError(
                saying: """
                    --report takes FORMAT=FILE: the format is \(verbatim: ReportRequest.Format.names), and '-' as the file is \
                    standard output.
                    """)
        }
        let outputs = report.filter { $0.destination == .standardOutput }
        guard outputs.count + (format == nil ? 0 : 1) <= 1 else {
            throw ValidationError(
                saying: "standard output takes one report: --format and --report …=- exclude each other.")
        }
        let files = report.filter(\.isFile).map(\.destination)
        if let twice = files.first(where: { file in files.count { $0 == file } > 1 }), case .file(let path) = twice {
            throw ValidationError(
                saying: "two reports go to \(verbatim: path.printable): each needs a file of its own.")
        }
        if let bundle, bundle.isEmpty || bundle == "-" || bundle.utf8.contains(0) {
            throw ValidationError(saying: "--bundle takes the name of a file.")
        }
        if let bundle, bundle.lowercased().hasSuffix(".zip") {
            throw ValidationError(saying: "--bundle writes a .tar.gz: give the file a name that ends so.")
        }
    }

    /// Finds out before probing that a report could not be written after it.
    func checkDestinations() throws {
        let paths = requests.compactMap { request -> String? in
            guard case .file(let path) = request.destination else { return nil }
            return path
        }
        for path in paths + [bundle].compactMap(\.self) {
            do throws(FileError) {
                try Capabilities.asCaller { () throws(FileError) in try AtomicFile.checkWritable(path) }
            } catch {
                let name = Sentence(verbatim: path.printable)
                let isOfAnotherKind = error.call == "rename" && error.error == "EINVAL"
                throw Complaint(
                    isOfAnotherKind
                        ? "the report \(name) cannot be written: what is there is no regular file, and a link to none."
                        : "the report \(name) cannot be written (\(verbatim: error.call): \(error.error)).",
                    ExitStatus.reportNotWritten)
            }
        }
    }
}

/// `FORMAT=FILE`.
struct ReportRequest: Sendable {
    /// One of those that there are.
    struct Format: ExpressibleByArgument, Sendable {
        let type: any ReportFormat.Type

        static let text = Format(type: TextReport.self)

        /// All of them, as in: text, json or html.
        static var names: String {
            let names = ReportFormats.all.map { $0.name }
            return names.dropLast().joined(separator: ", ") + (names.last.map { " or \($0)" } ?? "")
        }

        static var allValueStrings: [String] { ReportFormats.all.map { $0.name } }
        static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

        init?(argument: String) {
            guard let type = ReportFormats.all.first(where: { $0.name == argument }) else { return nil }
            self.type = type
        }

        private init(type: any ReportFormat.Type) { self.type = type }
    }

    enum Destination: Hashable, Sendable {
        case standardOutput
        case file(String)
    }

    let format: Format
    let destination: Destination

    var isFile: Bool { destination != .standardOutput }

    init(format: Format, destination: Destination) {
        self.format = format
        self.destination = destination
    }

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), let format = Format(argument: String(argument[..<equals]))
        else {
            return nil
        }
        let file = String(argument[argument.index(after: equals)...])
        guard !file.isEmpty, !file.utf8.contains(0) else { return nil }
        self.format = format
        destination = Self.standardOutputs.contains(file) ? .standardOutput : .file(file)
    }

    /// Standard output by its names: opened once more, what two descriptors write would lie on top of each other.
    private static let standardOutputs: Set<String> = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]
}
