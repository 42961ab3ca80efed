import ArgumentParser
import FoundationEssentials
import ProbeApplication
import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import ProbeGuidance
import ProbeLinux
import ProbeMeasurement
import Probes
import Reports

/// Brings a report to where it was asked for.
enum Delivery {
    /// Writes every report; a failure of one does not keep the others from being written.
    ///
    /// - Parameters:
    ///   - measured: the report as it was measured.
    ///   - options: the forms and places that were asked for.
    ///   - plan: of the run; nothing for a report of another.
    /// - Returns: whether all of them were written.
    /// - Throws: a complaint where the report could not be redacted; nothing of it is written then.
    static func deliver(_ measured: Report, as options: ReportOptions, plan: Plan? = nil) async throws -> Bool {
        var report = try options.redact ? redacted(measured) : measured
        report.dialect = options.dialect?.dialect
        report.isStrict = options.strict
        report.notes += [options.note(on: report.diagnosis.findings)].compactMap(\.self)
        var succeeded = true
        let finished = report
        for place in options.places {
            switch place {
            case .report(let request):
                let isWritten = write(request, isASCII: options.ascii) { display in
                    try request.format.type.text(of: finished, for: display)
                }
                if !isWritten { succeeded = false }
            case .bundle(let path):
                let isWritten = await pack(into: path) {
                    try Bundle(finished, plan: finished.redaction == nil ? plan : nil)
                }
                if !isWritten { succeeded = false }
            }
        }
        return succeeded
    }

    /// Brings a text to where it was asked for, and says so where it could not.
    static func write(_ request: ReportRequest, isASCII: Bool, _ text: (Display) throws -> String) -> Bool {
        do {
            let text = try text(display(isASCII: isASCII, at: request.destination))
            // Whoever reads at a terminal may take his time; nothing else takes so long.
            ProcessSettings.endAfter(patience.map { Double($0.components.seconds) * 4 })
            defer { ProcessSettings.endAfter(nil) }
            switch request.destination {
            case .standardOutput: try StandardStreams.write(text, to: .output, patience: patience)
            case .file(let path):
                try Capabilities.asCaller {
                    try AtomicFile.write(
                        path, Array(text.utf8), for: request.format.type.isForServices ? .everybody : .owner,
                        patience: patience)
                }
            }
            return true
        } catch {
            let format = Sentence(verbatim: request.format.type.name)
            let complaint: Sentence =
                switch request.destination {
                case .standardOutput: "the \(format) report could not be written to standard output."
                case .file(let path):
                    "the \(format) report could not be written to \(verbatim: path.printable)."
                }
            _ = Complaint(complaint, .failure).said()
            return false
        }
    }

    /// Writes a bundle, and says so where it could not.
    static func pack(into path: String, _ bundle: () throws -> Bundle) async -> Bool {
        // Nobody reads along.
        ProcessSettings.endAfter(300)
        defer { ProcessSettings.endAfter(nil) }
        do {
            try await bundle().write(to: path, patience: .seconds(30))
            return true
        } catch {
            _ = Complaint("the bundle could not be written to \(verbatim: path.printable).", .failure).said()
        }
        return false
    }

    /// How long a reader may take nothing of a report: as long as it likes beside somebody at a terminal, who may be
    /// reading page by page; a service's pipe that nobody reads ends the delivery.
    static var patience: Duration? { StandardStreams.isTerminal(.error) ? nil : .seconds(30) }

    /// How text has to look at a destination.
    static func display(isASCII: Bool, at destination: ReportRequest.Destination) -> Display {
        Display(
            // Whoever reads another language by name has the letters for it: services have no locale.
            isASCII: isASCII || !(Locale.isUTF8() || Phrasebook.isSpoken),
            isColoured: destination == .standardOutput && Terminal.wantsColour)
    }

    /// The report with pseudonyms; those of one run have one redaction.
    static func redacted(_ report: Report, by redaction: Redaction = Redaction()) throws -> Report {
        do {
            return try redaction.redacted(report) { diagnosis, survey in diagnosis.redrawn(for: survey) }
        } catch {
            throw Complaint("the report could not be redacted, so none was written.", ExitStatus.internalError)
        }
    }
}

/// What the environment says about text.
enum Locale {
    /// Whether LC_ALL, LC_CTYPE or LANG, in this order, name a UTF-8 locale (locale(7)).
    static func isUTF8(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> Bool {
        let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let folded = name.lowercased()
        return folded.contains("utf-8") || folded.contains("utf8")
    }
}

/// What the terminal at standard output can show.
private enum Terminal {
    /// Colour on a terminal only, and never against NO_COLOR (no-color.org).
    static var wantsColour: Bool {
        let environment = ProcessInfo.processInfo.environment
        return StandardStreams.isTerminal(.output) && (environment["NO_COLOR"] ?? "").isEmpty
            && environment["TERM"] != "dumb"
    }
}
