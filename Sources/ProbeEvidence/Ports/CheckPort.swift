package import ProbeCore

/// Looks for whoever holds a port that edgeHub's container has to publish, and tries to bind it.
package struct CheckPort: Question {
    package static let id: ProbeID = "ports.check"
    package static let question: Sentence = "Does a program of this device hold a port that edgeHub publishes?"
    package typealias About = LocalPort
    package typealias Evidence = PortEvidence

    package init() {}
}
