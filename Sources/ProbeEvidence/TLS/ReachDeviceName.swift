package import ProbeCore

/// Climbs to the hub by its TLS 1.3 name, up to a handshake.
package struct ReachDeviceName: Question {
    package static let id: ProbeID = "tls.device-name"
    package static let question: Sentence =
        "Does the hub's TLS 1.3 name resolve, and complete a handshake, where its classic name does?"
    package typealias About = Endpoint
    package typealias Evidence = ShortLadderEvidence

    package init() {}
}
