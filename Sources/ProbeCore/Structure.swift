/// Any value as the tree that its JSON would be: of a text in JSON, TOML or YAML, or of a value that is to be written.
///
/// Configuration files and the listings of other programs have too many shapes for a type each, and renderers look into
/// evidence with it, because they know no probe.
package enum Structure: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// Beyond Int64.
    case counter(UInt64)
    case number(Double)
    case text(String)
    case list([Structure])
    case object([String: Structure])

    package subscript(_ member: String) -> Structure? {
        guard case .object(let members) = self else { return nil }
        return members[member]
    }

    /// The value at the end of a path of members.
    package subscript(_ first: String, _ others: String...) -> Structure? {
        others.reduce(self[first]) { $0?[$1] }
    }

    package var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    package var integer: Int64? {
        guard case .integer(let integer) = self else { return nil }
        return integer
    }

    package var boolean: Bool? {
        guard case .boolean(let boolean) = self else { return nil }
        return boolean
    }

    package var list: [Structure]? {
        guard case .list(let elements) = self else { return nil }
        return elements
    }

    package var elements: [Structure] { list ?? [] }

    package var members: [String: Structure] {
        guard case .object(let members) = self else { return [:] }
        return members
    }
}

extension Structure: Encodable {
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: Member.self)
            for (name, value) in members { try container.encode(value, forKey: Member(stringValue: name)) }
        case .list(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        default:
            var container = encoder.singleValueContainer()
            switch self {
            case .boolean(let boolean): try container.encode(boolean)
            case .integer(let integer): try container.encode(integer)
            case .counter(let counter): try container.encode(counter)
            case .number(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            case .null, .list, .object: try container.encodeNil()
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
