package import ProbeCore

/// Sends one request, without credentials, inside TLS that ends at a root nobody here knows.
package struct RequestUnverified: Question {
    package static let id: ProbeID = "https.unverified"
    package static let question: Sentence = "What answers inside TLS that ends at a root nobody here knows?"
    package typealias About = Endpoint
    package typealias Evidence = UnverifiedEvidence

    package init() {}
}
