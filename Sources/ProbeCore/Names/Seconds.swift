/// A length of time as reports carry it: seconds with microsecond precision.
package struct Seconds: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    package let value: Double

    /// The longest time, about 285 years: whole microseconds up to it are exact in a Double and fit a `Duration`.
    private static let longest = 9e9

    /// Rounds to microseconds; what no clock can measure is cut to the longest time, and no number at all is zero.
    package init(_ value: Double) {
        guard !value.isNaN else {
            self.value = 0
            return
        }
        // Adding zero turns -0.0 into 0.0, which prints without a sign.
        self.value = (min(max(value, -Self.longest), Self.longest) * 1e6).rounded() / 1e6 + 0
    }

    package init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(Double(seconds) + Double(attoseconds) / 1e18)
    }

    package var duration: Duration { .microseconds(Int64((value * 1e6).rounded())) }

    /// `12 ms` below a second, `1.4 s` from there on.
    package var description: String { sentence.english }

    package var sentence: Sentence {
        guard value.magnitude < 0.9995 else { return "\(Term(verbatim: "\((value * 10).rounded() / 10)")) s" }
        let milliseconds =
            value.magnitude < 0.0095 && value != 0
            ? "\((value * 1e4).rounded() / 10)" : "\(Int((value * 1000).rounded()))"
        return "\(Term(verbatim: milliseconds)) ms"
    }

    package static func < (left: Seconds, right: Seconds) -> Bool { left.value < right.value }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(Double.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
