package import ProbeCore

/// Reads the device's own configuration files: IoT Edge's, the engine's, and the proxies of both.
package struct ReadConfiguration: Question {
    package static let id: ProbeID = "device.configuration"
    package static let question: Sentence = "What do the device's own configuration files say?"
    package typealias About = Device
    package typealias Evidence = ConfigurationEvidence

    package init() {}
}
