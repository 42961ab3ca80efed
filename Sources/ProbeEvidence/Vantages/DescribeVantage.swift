package import ProbeCore

/// Records how a vantage came to be, so that a report says whose resolvers and which address it measured with.
package struct DescribeVantage: Question {
    package static let id: ProbeID = "vantage.origin"
    package static let question: Sentence = "How did this vantage come to be, and who chose its resolvers?"
    package typealias About = Device
    package typealias Evidence = VantageOrigin

    package init() {}
}
