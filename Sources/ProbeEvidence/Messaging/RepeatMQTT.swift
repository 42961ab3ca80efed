package import ProbeCore

/// Repeats a CONNECT that got no answer, on a new connection.
package struct RepeatMQTT: Question {
    package static let id: ProbeID = "mqtt.repeat"
    package static let question: Sentence =
        "Is a CONNECT that got no answer ignored a second time, on a new connection?"
    package typealias About = Endpoint
    package typealias Evidence = RepeatedMQTT

    package init() {}
}
