package import ProbeCore

/// Reads what the kernel knows of its gateways once something was silent.
package struct ReadGateways: Question {
    package static let id: ProbeID = "route.gateways"
    package static let question: Sentence = "Did the gateways answer ARP, when something behind them was silent?"
    package typealias About = Device
    package typealias Evidence = GatewayStates

    package init() {}
}
