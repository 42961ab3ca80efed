import ProbeCore

extension Structure {
    /// The tree of a value; nothing where it cannot be encoded.
    init?(of value: any Encodable) {
        guard let structure = try? StructureEncoder().structure(of: value) else { return nil }
        self = structure
    }

    /// Whether the tree, at any depth, has a member with one of the given texts.
    func holds(_ member: String, among texts: Set<String>) -> Bool {
        switch self {
        case .object(let members):
            members.contains { name, value in
                (name == member && value.text.map(texts.contains) ?? false) || value.holds(member, among: texts)
            }
        case .list(let elements): elements.contains { $0.holds(member, among: texts) }
        default: false
        }
    }
}
