package import ProbeCore
package import ProbeMeasurement

// Probes that are never run: inputs, observations and surveys only need their types.

package struct Word: Codable, Hashable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
}

package struct Rope: Live {
    package let length: Int
    package func close() async {}
}

/// About a name, with a product.
package struct Ground: Probe {
    package static let id: ProbeID = "fake.ground"
    package static let question: Sentence = "Is there ground?"
    package typealias About = Name
    package typealias Evidence = Word
    package init() {}
    package func subjects(in plan: Plan) -> [Name] { [Name(plan.services.hub)] }
    package func measure(
        _ about: Name, _ input: Nothing, _ context: Context<Word>
    ) async throws(ProbeError) -> Measured<Word, Rope> { Measured(Word("ground"), product: Rope(length: 1)) }
}

/// About an endpoint, with a product.
package struct Tunnel: Probe {
    package static let id: ProbeID = "fake.tunnel"
    package static let question: Sentence = "Is there a tunnel?"
    package typealias About = Endpoint
    package typealias Evidence = Word
    package init() {}
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints.filter { $0.via == .proxy } }
    package func measure(
        _ about: Endpoint, _ input: Nothing, _ context: Context<Word>
    ) async throws(ProbeError) -> Measured<Word, Rope> { Measured(Word("tunnel")) }
}

/// About the device, without a product; its evidence is of another type.
package struct Weather: Probe {
    package static let id: ProbeID = "fake.weather"
    package static let question: Sentence = "How is the weather?"
    package typealias About = Device
    package typealias Evidence = Int
    package init() {}
    package func subjects(in plan: Plan) -> [Device] { [Device()] }
    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<Int>
    ) async throws(ProbeError) -> Measured<Int, NoLive> { Measured(20) }
}
