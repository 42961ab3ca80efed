package import ProbeCore

/// Reads the state of this device's interfaces and gateways, as the kernel has it.
package struct ReadLinks: Question {
    package static let id: ProbeID = "device.links"
    package static let question: Sentence =
        "Which interfaces have a carrier and an address, and does the gateway answer?"
    package typealias About = Device
    package typealias Evidence = LinkEvidence

    package init() {}
}
