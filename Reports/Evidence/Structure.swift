/// Any value as the tree that its JSON would be: renderers look into evidence with it, because they know no probe.
enum Structure: Hashable, Sendable {
    case null
    case flag(Bool)
    case integer(Int64)
    /// Beyond Int64.
    case counter(UInt64)
    case number(Double)
    case text(String)
    case list([Structure])
    case members([String: Structure])

    /// The tree of a value; nothing where it cannot be encoded.
    init?(of value: any Encodable) {
        guard let structure = try? StructureEncoder().structure(of: value) else { return nil }
        self = structure
    }

    subscript(_ member: String) -> Structure? {
        guard case .members(let members) = self else { return nil }
        return members[member]
    }

    var elements: [Structure] {
        guard case .list(let elements) = self else { return [] }
        return elements
    }

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    var integer: Int? {
        guard case .integer(let integer) = self else { return nil }
        return Int(exactly: integer)
    }

    /// Whether the tree, at any depth, has a member with one of the given texts.
    func holds(_ member: String, among texts: Set<String>) -> Bool {
        switch self {
        case .members(let members):
            members.contains { name, value in
                (name == member && value.text.map(texts.contains) ?? false) || value.holds(member, among: texts)
            }
        case .list(let elements): elements.contains { $0.holds(member, among: texts) }
        default: false
        }
    }
}

extension Structure: Encodable {
    func encode(to encoder: any Encoder) throws {
        switch self {
        case .members(let members):
            var container = encoder.container(keyedBy: Member.self)
            for (name, value) in members { try container.encode(value, forKey: Member(stringValue: name)) }
        case .list(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        default:
            var container = encoder.singleValueContainer()
            switch self {
            case .flag(let flag): try container.encode(flag)
            case .integer(let integer): try container.encode(integer)
            case .counter(let counter): try container.encode(counter)
            case .number(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            case .null, .list, .members: try container.encodeNil()
            }
        }
    }

    private struct Member: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
