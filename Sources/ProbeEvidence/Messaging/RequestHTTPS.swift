package import ProbeCore

/// Sends an HTTPS request that only the hub itself answers as it does.
package struct RequestHTTPS: Question {
    package static let id: ProbeID = "https.request"
    package static let question: Sentence = "Does the hub itself answer an HTTPS request?"
    package typealias About = Endpoint
    package typealias Evidence = HTTPSEvidence

    package init() {}
}
