package import ProbeCore

/// Makes a container's silent connection twice again: as it was, and with a hop limit that is one higher.
package struct ConnectOneHopFurther: Question {
    package static let id: ProbeID = "tcp.hop-limit"
    package static let question: Sentence =
        "Does a container's silent connection open with the hop limit that the host's own packets have?"
    package static let bearing = Bearing.control
    package typealias About = Device
    package typealias Evidence = HopLimitComparison

    package init() {}
}
