package import ProbeCore

// Questions that nobody asks: observations and surveys only need their types.

package struct Word: Codable, Hashable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// About a name.
package struct Ground: Question {
    package static let id: ProbeID = "fake.ground"
    package static let question: Sentence = "Is there ground?"
    package typealias About = Name
    package typealias Evidence = Word
}

/// About an endpoint.
package struct Tunnel: Question {
    package static let id: ProbeID = "fake.tunnel"
    package static let question: Sentence = "Is there a tunnel?"
    package typealias About = Endpoint
    package typealias Evidence = Word
}

/// About the device; its evidence is of another type.
package struct Weather: Question {
    package static let id: ProbeID = "fake.weather"
    package static let question: Sentence = "How is the weather?"
    package typealias About = Device
    package typealias Evidence = Int
}
