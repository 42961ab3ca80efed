package import ProbeCore

/// Reads what this device does with packets of others: the kernel's settings, its counters and the rules of nftables.
package struct ReadForwarding: Question {
    package static let id: ProbeID = "fwd.settings"
    package static let question: Sentence = "Does this device forward packets, and which rules do they meet?"
    package typealias About = Device
    package typealias Evidence = ForwardingState

    package init() {}
}
