package import ProbeCore

/// Sends an MQTT CONNECT and waits for the CONNACK.
package struct ConnectMQTT: Question {
    package static let id: ProbeID = "mqtt.connect"
    package static let question: Sentence = "Does the service answer an MQTT CONNECT with a CONNACK?"
    package typealias About = Endpoint
    package typealias Evidence = MQTTEvidence

    package init() {}
}
