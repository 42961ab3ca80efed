import ArgumentParser
import ProbeCore

extension Transport: ExpressibleByArgument {
    /// What edgeHub can use.
    package static var allValueStrings: [String] { allCases.filter { $0 != .https }.map(\.rawValue) }

    package init?(argument: String) {
        guard Self.allValueStrings.contains(argument) else { return nil }
        self.init(rawValue: argument)
    }
}
