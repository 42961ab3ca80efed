package import ProbeCore

/// Connects to the name's other addresses, to judge them by TCP alone.
package struct ConnectOtherAddresses: Question {
    package static let id: ProbeID = "tcp.other-addresses"
    package static let question: Sentence = "Do the name's other addresses accept a TCP connection too?"
    package typealias About = Endpoint
    package typealias Evidence = ConnectEvidence

    package init() {}
}
