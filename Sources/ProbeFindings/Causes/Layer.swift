import ProbeCore

/// The layers of causes from the bottom up; where two causes fight over one symptom, the lower one wins.
package enum Layer: Int, Comparable, Sendable {
    case device, route, forwarding, name, tcp, mtu, tls, conversation, service, log

    package static func < (left: Layer, right: Layer) -> Bool { left.rawValue < right.rawValue }
}
