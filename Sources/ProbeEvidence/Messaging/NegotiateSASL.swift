package import ProbeCore

/// Speaks AMQP with SASL, when the plain header gets no hub's answer.
package struct NegotiateSASL: Question {
    package static let id: ProbeID = "amqp.sasl"
    package static let question: Sentence =
        "Does the service answer AMQP with SASL, when the plain header gets no hub's answer?"
    package typealias About = Endpoint
    package typealias Evidence = SASLEvidence

    package static let bearing = Bearing.control

    package init() {}
}
