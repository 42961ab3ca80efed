package import ProbeCore

/// What the names are answered with that a client tries before the name itself.
package struct SearchEvidence: Codable, Hashable, Sendable, Bounded {
    /// `ndots`: names with fewer dots are looked for in the search list first.
    package var dots: Int
    /// In the order of the search list, each with its IPv4 and its IPv6 answer.
    package var answers: [DNSAnswer]
    package var leftOut: [LeftOut]?

    package init(dots: Int, answers: [DNSAnswer]) {
        self.dots = dots
        self.answers = answers
    }
}
