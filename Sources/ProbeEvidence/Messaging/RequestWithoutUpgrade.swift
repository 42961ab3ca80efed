package import ProbeCore

/// Sends the same request as the upgrade, but asks for no upgrade.
package struct RequestWithoutUpgrade: Question {
    package static let id: ProbeID = "ws.plain-request"
    package static let question: Sentence = "Is the same request answered when it asks for no upgrade?"
    package typealias About = Endpoint
    package typealias Evidence = PlainRequestEvidence

    package static let bearing = Bearing.control

    package init() {}
}
