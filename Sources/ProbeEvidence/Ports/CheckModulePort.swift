package import ProbeCore

/// Looks for whoever holds a port that a module of the deployment publishes, other than edgeHub, and tries to bind it.
package struct CheckModulePort: Question {
    package static let id: ProbeID = "ports.modules"
    package static let question: Sentence =
        "Does a program of this device hold a port that another module of the deployment publishes?"
    package typealias About = LocalPort
    package typealias Evidence = PortEvidence

    package init() {}
}
