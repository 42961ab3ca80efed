package import ProbeCore

/// Watches whom the engine's own resolver asks on behalf of a container that runs.
package struct AskForwarders: Question {
    package static let id: ProbeID = "dns.forwarders"
    package static let question: Sentence = "Whom does the engine's own resolver ask for a container that runs?"
    package typealias About = Name
    package typealias Evidence = ForwarderEvidence

    package init() {}
}
