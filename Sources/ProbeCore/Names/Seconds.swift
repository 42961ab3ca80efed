/// A length of time as reports carry it: seconds with microsecond precision.
package struct Seconds: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    package let value: Double

    package init(_ value: Double) { self.value = (value * 1e6).rounded() / 1e6 }

    package init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(Double(seconds) + Double(attoseconds) / 1e18)
    }

    package var duration: Duration { .nanoseconds(Int64(min(max(value, -9e9), 9e9) * 1e9)) }

    /// `12 ms` below a second, `1.4 s` from there on.
    package var description: String {
        guard value.magnitude < 1 else { return "\((value * 10).rounded() / 10) s" }
        return value.magnitude < 0.0095 && value != 0
            ? "\((value * 1e4).rounded() / 10) ms" : "\(Int((value * 1000).rounded())) ms"
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
