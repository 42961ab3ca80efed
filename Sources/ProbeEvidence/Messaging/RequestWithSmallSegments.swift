package import ProbeCore

/// Repeats an HTTPS request that never arrived, with small segments only.
package struct RequestWithSmallSegments: Question {
    package static let id: ProbeID = "https.small-segments"
    package static let question: Sentence =
        "Does the hub answer the same HTTPS request when it leaves in small segments?"
    package typealias About = Endpoint
    package typealias Evidence = SmallSegmentsEvidence

    package static let bearing = Bearing.control

    package init() {}
}
