package import ProbeCore

/// Sends an AMQP OPEN as edgeAgent and edgeHub do.
package struct OpenAMQP: Question {
    package static let id: ProbeID = "amqp.open"
    package static let question: Sentence = "Does the service answer an AMQP OPEN as edgeAgent and edgeHub send it?"
    package typealias About = Endpoint
    package typealias Evidence = AMQPEvidence

    package init() {}
}
