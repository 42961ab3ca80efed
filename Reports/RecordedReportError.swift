import ProbeCore

/// Why a recorded report could not be read.
package struct RecordedReportError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        case unreadable, tooLong, tooMany, version, damaged
    }

    package let code: Code
    /// A sentence that the reader can act on.
    package let description: String

    static func unreadable(_ path: String) -> Self {
        Self(
            code: .unreadable,
            description: "The report \(WireText(path)) cannot be read; check the path and its rights.")
    }

    static func notAFile(_ path: String) -> Self {
        Self(code: .unreadable, description: "\(WireText(path)) is not a regular file; give the path of a JSON report.")
    }

    static func tooLong() -> Self {
        Self(code: .tooLong, description: "The report is longer than 64 MB, which no report of edgeprobe is.")
    }

    static func tooMany(_ count: Int) -> Self {
        Self(
            code: .tooMany,
            description: """
                The report holds \(count) observations, more than the \(Survey.mostObservations) that edgeprobe judges \
                at a time; measure from fewer places.
                """)
    }

    static func version(_ version: Int) -> Self {
        Self(
            code: .version,
            description: "The report has format version \(version); this version of edgeprobe reads version 1.")
    }

    static func damaged(_ error: DecodingError?) -> Self {
        Self(
            code: .damaged,
            description: "This is not a report of edgeprobe: \(error.map(sentence) ?? "it is not JSON").")
    }

    private static func sentence(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context): "\(place(context.codingPath)) is null"
        case .typeMismatch(_, let context): "\(place(context.codingPath)) has another type of value than it should"
        case .dataCorrupted(let context) where context.codingPath.isEmpty: "it is not JSON"
        case .dataCorrupted(let context): "\(place(context.codingPath)) has a value that it cannot have"
        @unknown default: "a value does not fit"
        }
    }

    /// `observations[17].evidence.attempts[0]`.
    private static func place(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "it" }
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
