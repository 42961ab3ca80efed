package import ProbeCore

/// Reads the names that this device goes by, of which IoT Edge takes one.
package struct ReadHostname: Question {
    package static let id: ProbeID = "device.hostname"
    package static let question: Sentence = "By which names does this device go?"
    package typealias About = Device
    package typealias Evidence = HostnameEvidence

    package init() {}
}
