package import ProbeCore

/// Looks at what IoT Edge would run on: the machine, the engine, and IoT Edge itself where it is installed.
package struct ReadRuntime: Question {
    package static let id: ProbeID = "device.runtime"
    package static let question: Sentence = "What machine, which engine and which IoT Edge is there?"
    package typealias About = Device
    package typealias Evidence = RuntimeEvidence

    package init() {}
}
