package import ProbeCore

/// Why a recorded report could not be read.
package struct RecordedReportError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        case unreadable, tooLong, tooMany, version, damaged, severalHubs, unknownHub
    }

    package let code: Code
    /// What the reader can act on.
    package let sentence: Sentence

    package var description: String { sentence.english }

    package static func unreadable(_ path: String) -> Self {
        Self(
            code: .unreadable,
            sentence: "The report \(WireText(path)) cannot be read; check the path and its rights.")
    }

    package static func notAFile(_ path: String) -> Self {
        Self(code: .unreadable, sentence: "\(WireText(path)) is not a regular file; give the path of a JSON report.")
    }

    package static func tooLong() -> Self {
        Self(code: .tooLong, sentence: "The report is longer than 64 MB, which no report of edgeprobe is.")
    }

    static func tooMany(_ count: Int) -> Self {
        Self(
            code: .tooMany,
            sentence: """
                The report holds \(count) observations, more than the \(Survey.mostObservations) that edgeprobe judges \
                at a time; measure from fewer places.
                """)
    }

    static func tooMuch(_ member: String, _ most: Int) -> Self {
        Self(
            code: .tooMany,
            sentence:
                "The report has more than \(most) entries of \(verbatim: member), and no report of edgeprobe has so many."
        )
    }

    static func tooManyLines(_ most: Int) -> Self {
        Self(
            code: .tooMany,
            sentence: "The report has more than \(most) lines, one for each hub, and no run asks so many hubs.")
    }

    static func severalHubs(_ hubs: [HostName]) -> Self {
        let shown = hubs.prefix(hubs.count > 6 ? 5 : 6).map(\.description).joined(separator: ", ")
        let names: Sentence =
            hubs.count > 6 ? "\(verbatim: shown) and \(hubs.count - 5) more" : Sentence(verbatim: shown)
        return Self(
            code: .severalHubs,
            sentence: "The report is about \(hubs.count, .hub); choose one with --hub NAME: \(names).")
    }

    static func unknownHub(_ hub: HostName, _ hubs: [HostName]) -> Self {
        Self(
            code: .unknownHub,
            sentence: hubs.count == 1
                ? "The report is about \(hubs[0]), not about \(hub)."
                : "The report is about \(hubs.count, .hub), and \(hub) is none of them.")
    }

    static func version(_ version: Int) -> Self {
        Self(
            code: .version,
            sentence: "The report has format version \(version); this version of edgeprobe reads version 1.")
    }

    static func damaged(_ error: DecodingError?) -> Self {
        Self(
            code: .damaged,
            sentence: "This is not a report of edgeprobe: \(error.map(sentence(of:)) ?? "it is not JSON").")
    }

    private static func sentence(of error: DecodingError) -> Sentence {
        switch error {
        case .keyNotFound(let key, let context): "\(verbatim: place(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context): "\(verbatim: place(context.codingPath)) is null"
        case .typeMismatch(_, let context):
            "\(verbatim: place(context.codingPath)) has another type of value than it should"
        case .dataCorrupted(let context) where context.codingPath.isEmpty: "it is not JSON"
        case .dataCorrupted(let context): "\(verbatim: place(context.codingPath)) has a value that it cannot have"
        @unknown default: "a value does not fit"
        }
    }

    /// `observations[17].evidence.attempts[0]`.
    private static func place(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return phrase("it") }
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return WireText(text).description
    }
}
