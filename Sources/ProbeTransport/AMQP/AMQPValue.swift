/// A value of AMQP's type system (AMQP 1.0 part 1).
package indirect enum AMQPValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case ubyte(UInt8)
    case ushort(UInt16)
    case uint(UInt32)
    case ulong(UInt64)
    case byte(Int8)
    case short(Int16)
    case int(Int32)
    case long(Int64)
    /// Milliseconds since 1970.
    case timestamp(Int64)
    /// A float, double, decimal, char or uuid: its format code, and its bytes as they are.
    case fixed(code: UInt8, bytes: [UInt8])
    case binary([UInt8])
    case string(String)
    case symbol(String)
    case list([AMQPValue])
    case map([Entry])
    /// Elements of one type.
    case array([AMQPValue])
    case described(descriptor: AMQPValue, value: AMQPValue)

    /// A key of a map with its value, in the order of the wire.
    package struct Entry: Hashable, Sendable {
        package let key: AMQPValue
        package let value: AMQPValue

        package init(_ key: AMQPValue, _ value: AMQPValue) {
            self.key = key
            self.value = value
        }
    }
}

// MARK: - Access

extension AMQPValue {
    /// The elements of a list.
    package var elements: [AMQPValue]? {
        guard case .list(let elements) = self else { return nil }
        return elements
    }

    /// The text of a string or a symbol.
    package var text: String? {
        switch self {
        case .string(let text), .symbol(let text): text
        default: nil
        }
    }

    /// The symbols of an array, or a single symbol, which means the same where `multiple` fields are concerned.
    package var symbols: [String]? {
        switch self {
        case .symbol(let symbol): return [symbol]
        case .array(let elements):
            let symbols = elements.compactMap(\.text)
            return symbols.count == elements.count ? symbols : nil
        case .null: return []
        default: return nil
        }
    }

    /// An unsigned number of any width.
    package var unsigned: UInt64? {
        switch self {
        case .ubyte(let number): UInt64(number)
        case .ushort(let number): UInt64(number)
        case .uint(let number): UInt64(number)
        case .ulong(let number): number
        default: nil
        }
    }
}
