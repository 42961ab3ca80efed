package import ProbeCore

/// Records what the container engine said of itself, and which vantages could not be measured from.
package struct DescribeEngine: Question {
    package static let id: ProbeID = "vantage.engine"
    package static let question: Sentence =
        "Which container engine runs here, and which of its networks could be measured from?"
    package typealias About = Device
    package typealias Evidence = EngineFacts

    package init() {}
}
