package import ProbeCore

/// Has the kernel name the rules that the run's own packets meet, where reading the rules could not tell.
package struct TracePackets: Question {
    package static let id: ProbeID = "fwd.trace"
    package static let question: Sentence = "Which rule stops a packet of the run's own, as the kernel tells?"
    package typealias About = Device
    package typealias Evidence = PacketTraces

    package init() {}
}
