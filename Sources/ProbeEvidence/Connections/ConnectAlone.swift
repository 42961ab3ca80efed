package import ProbeCore

/// Connects once more, when nothing else goes on any longer, to what failed while others got through.
package struct ConnectAlone: Question {
    package static let id: ProbeID = "tcp.alone"
    package static let question: Sentence =
        "Does a connection that failed beside others open by itself, once they are closed?"
    package static let bearing = Bearing.control
    package typealias About = Device
    package typealias Evidence = ConnectEvidence

    package init() {}
}
