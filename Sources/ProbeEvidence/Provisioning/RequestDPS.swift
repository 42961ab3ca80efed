package import ProbeCore

/// Sends an HTTPS request that only the provisioning service itself answers as it does.
package struct RequestDPS: Question {
    package static let id: ProbeID = "dps.request"
    package static let question: Sentence = "Does the provisioning service itself answer an HTTPS request?"
    package typealias About = Endpoint
    package typealias Evidence = DPSEvidence

    package init() {}
}
