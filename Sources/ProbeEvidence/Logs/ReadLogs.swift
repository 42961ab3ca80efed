package import ProbeCore

/// Looks through a log for what IoT Edge, the engine and the kernel say when something is wrong.
package struct ReadLogs: Question {
    package static let id: ProbeID = "device.logs"
    package static let question: Sentence = "What do the logs of IoT Edge, of the engine and of the kernel say?"
    package typealias About = LogSource
    package typealias Evidence = LogEvidence

    package init() {}

    package static let bearing = Bearing.state
}
