package import ProbeCore

/// Asks the proxy for tunnels to the AMQP and MQTT ports too.
package struct TunnelToPlainPorts: Question {
    package static let id: ProbeID = "proxy.plain-ports"
    package static let question: Sentence = "Would the proxy open a tunnel to the AMQP and MQTT ports too?"
    package typealias About = Endpoint
    package typealias Evidence = PlainPortTunnels

    package static let bearing = Bearing.control

    package init() {}
}
