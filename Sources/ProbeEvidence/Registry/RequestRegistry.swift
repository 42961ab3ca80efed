package import ProbeCore

/// Speaks the Docker registry protocol, to learn which data endpoint a request for a blob is sent to.
package struct RequestRegistry: Question {
    package static let id: ProbeID = "registry.request"
    package static let question: Sentence = "Does the registry answer the Docker registry protocol?"
    package typealias About = Endpoint
    package typealias Evidence = RegistryEvidence

    package init() {}
}
