package import ProbeCore

/// All that a report shows beside the findings: what works from where, when what was waited for, the way and its break.
///
/// Judged once, so that every format shows the same; a renderer only lays it out.
package struct Picture: Hashable, Sendable {
    package var matrix = Matrix()
    package var ladders: [LadderTrace] = []
    package var names: [NameTrace] = []
    package var path: PathPicture?

    package init() {}
}

/// How long a name took to resolve from a vantage.
package struct NameTrace: Hashable, Sendable {
    package let host: HostName
    package let vantage: Vantage
    package let duration: Seconds

    package init(_ host: HostName, from vantage: Vantage, _ duration: Seconds) {
        self.host = host
        self.vantage = vantage
        self.duration = duration
    }
}

/// One ladder with the times of its rungs.
package struct LadderTrace: Hashable, Sendable {
    package enum Rung: String, Codable, Hashable, Sendable, CaseIterable {
        case dns, tcp, tls, `protocol`
    }

    package enum End: String, Codable, Hashable, Sendable {
        case passed
        /// Something answered, but not what was asked for.
        case broken
        /// Waiting ended without an answer.
        case silent
    }

    /// A rung while it was climbed, in seconds since the run began.
    package struct Climb: Hashable, Sendable {
        package let rung: Rung
        package let observation: Int
        package let start: Seconds
        package let duration: Seconds
        package let end: End

        package init(_ rung: Rung, _ observation: Int, start: Seconds, duration: Seconds, _ end: End) {
            self.rung = rung
            self.observation = observation
            self.start = start
            self.duration = duration
            self.end = end
        }
    }

    package let endpoint: Endpoint
    package let vantage: Vantage
    package let climbs: [Climb]
    /// The service itself was reached.
    package let isProven: Bool
    /// From the start of the connection to the answer of its protocol; nothing where there was none.
    package let duration: Seconds?

    package init(_ endpoint: Endpoint, from vantage: Vantage, _ climbs: [Climb], isProven: Bool, duration: Seconds?) {
        self.endpoint = endpoint
        self.vantage = vantage
        self.climbs = climbs
        self.isProven = isProven
        self.duration = duration
    }

    /// When its last rung ended, in seconds since the run began.
    package var end: Double { climbs.map { $0.start.value + $0.duration.value }.max() ?? 0 }
}
