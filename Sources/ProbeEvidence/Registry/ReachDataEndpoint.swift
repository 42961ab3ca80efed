package import ProbeCore

/// Climbs to the data endpoint that blobs are redirected to, up to a TLS handshake.
package struct ReachDataEndpoint: Question {
    package static let id: ProbeID = "registry.data"
    package static let question: Sentence =
        "Does the data endpoint that blobs are redirected to complete a TLS handshake?"
    package typealias About = Endpoint
    package typealias Evidence = ShortLadderEvidence

    package init() {}
}
