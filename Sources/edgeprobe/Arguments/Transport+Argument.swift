import ArgumentParser
import ProbeCore

extension Transport: ExpressibleByArgument {
    /// What edgeHub can use.
    package static var allValueStrings: [String] { allCases.filter { $0 != .https }.map(\.rawValue) }
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    /// By the name that it has here, or in the settings of edgeHub: `amqp-ws`, `AmqpWs`.
    package init?(argument: String) {
        let usable = Self.allCases.filter { $0 != .https }
        let named = usable.first { $0.rawValue == argument || $0.upstreamProtocol.text == argument }
        guard let named else { return nil }
        self = named
    }
}
