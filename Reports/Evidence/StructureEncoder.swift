import ProbeCore

/// Encodes values into trees; a filter may put something else in the place of values of its choice.
struct StructureEncoder {
    /// Gets every value with its type; nothing lets the value encode itself.
    typealias Filter = (_ value: any Encodable) throws -> Structure?

    var filter: Filter = { _ in nil }

    func structure(of value: any Encodable) throws -> Structure {
        let node = Node()
        try NodeEncoder(node: node, codingPath: [], filter: filter).fill(value)
        return node.structure
    }
}

/// A place in the tree while it is filled: containers of one value may be asked for several times.
private final class Node {
    var value: Structure?
    var members: [String: Node]?
    var list: [Node]?

    var structure: Structure {
        if let members { return .object(members.mapValues(\.structure)) }
        if let list { return .list(list.map(\.structure)) }
        return value ?? .object([:])
    }
}

private struct NodeEncoder: Encoder {
    let node: Node
    let codingPath: [any CodingKey]
    let filter: StructureEncoder.Filter

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.members = node.members ?? [:]
        return KeyedEncodingContainer(Keyed<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.list = node.list ?? []
        return Unkeyed(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoder: self) }

    func fill(_ value: any Encodable) throws {
        if let replacement = try filter(value) {
            node.value = replacement
        } else if let leaf = Self.leaf(value) {
            node.value = leaf
        } else {
            try value.encode(to: self)
        }
    }

    func child(_ key: any CodingKey) -> NodeEncoder {
        let child = Node()
        node.members?[key.stringValue] = child
        return NodeEncoder(node: child, codingPath: codingPath + [key], filter: filter)
    }

    func next() -> NodeEncoder {
        let child = Node()
        let index = Index(intValue: node.list?.count ?? 0)
        node.list?.append(child)
        return NodeEncoder(node: child, codingPath: codingPath + [index], filter: filter)
    }

    private static func leaf(_ value: any Encodable) -> Structure? {
        switch value {
        case let text as String: .text(text)
        case let flag as Bool: .boolean(flag)
        case let number as Double: .number(number)
        case let number as Float: .number(Double(number))
        case let integer as any FixedWidthInteger:
            Int64(exactly: integer).map(Structure.integer) ?? UInt64(exactly: integer).map(Structure.counter)
        case let structure as Structure: structure
        default: nil
        }
    }

    struct Index: CodingKey {
        let index: Int
        var stringValue: String { "\(index)" }
        var intValue: Int? { index }

        init(intValue: Int) { index = intValue }
        init?(stringValue: String) { nil }
    }
}

private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: NodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil(forKey key: Key) throws { encoder.child(key).node.value = .null }

    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try encoder.child(key).fill(value) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder.child(key).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder.child(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { encoder }
    mutating func superEncoder(forKey key: Key) -> any Encoder { encoder.child(key) }
}

private struct Unkeyed: UnkeyedEncodingContainer {
    let encoder: NodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.node.list?.count ?? 0 }

    mutating func encodeNil() throws { encoder.next().node.value = .null }

    mutating func encode<T: Encodable>(_ value: T) throws { try encoder.next().fill(value) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        encoder.next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder.next().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { encoder.next() }
}

private struct Single: SingleValueEncodingContainer {
    let encoder: NodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil() throws { encoder.node.value = .null }
    mutating func encode<T: Encodable>(_ value: T) throws { try encoder.fill(value) }
}
