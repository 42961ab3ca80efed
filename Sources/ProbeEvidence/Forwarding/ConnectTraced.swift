package import ProbeCore

/// Makes connections from known ports, whose packets the kernel is asked to trace.
package struct ConnectTraced: Question {
    package static let id: ProbeID = "tcp.traced"
    package static let question: Sentence = "What becomes of a connection while the kernel traces its packets?"
    package typealias About = Device
    package typealias Evidence = ConnectEvidence

    package init() {}
}
