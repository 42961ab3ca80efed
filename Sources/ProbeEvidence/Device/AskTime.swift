package import ProbeCore

/// Asks a time server by how much this device's clock is off: the other source beside the services' own Date headers.
package struct AskTime: Question {
    package static let id: ProbeID = "device.time"
    package static let question: Sentence = "By how much does this device's clock differ from a time server's?"
    package typealias About = TimeServer
    package typealias Evidence = TimeEvidence

    package init() {}
}
