/// Which chain a service shows.
enum Chain: Hashable, Sendable, CaseIterable {
    case genuine
    /// Of an authority that signs for every name, as an inspecting proxy has it.
    case inspected
    case unknownAuthority
    case expired
    case notYetValid
    case otherName
}
