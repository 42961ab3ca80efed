import ArgumentParser
import ProbeCore
import ProbeFindings
import Probes
import Reports

/// What a shell offers after Tab, from the same lists that the program itself goes by.
extension CompletionKind {
    static var certificates: CompletionKind { .file(extensions: ["pem", "crt", "cer"]) }
    static var recordings: CompletionKind { .file(extensions: ["json"]) }
    static var vantages: CompletionKind { .list(["host", "docker:bridge", "docker:azure-iot-edge"]) }

    static var probes: CompletionKind { .list(Catalog.probes.map { $0.id.description }) }
    static var topics: CompletionKind { .list(GuideTopic.allCases.map(\.rawValue)) }
    static var explained: CompletionKind { .list(Cause.allCases.map(\.rawValue) + Symptom.allCases.map(\.rawValue)) }

    /// Whole words, each with a file: a shell puts a space behind what it completed.
    static var reports: CompletionKind { .list(ReportFormats.all.map { "\($0.name)=report.\($0.fileExtension)" }) }
}
