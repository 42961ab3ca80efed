/// A value of a configuration file, whichever language the file is written in.
package indirect enum ConfigurationValue: Hashable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    case list([ConfigurationValue])
    case table([String: ConfigurationValue])
    case nothing

    /// The value at the end of a path of keys.
    package subscript(path: String...) -> ConfigurationValue? {
        path.reduce(Optional(self)) { value, key in
            guard case .table(let members)? = value else { return nil }
            return members[key]
        }
    }

    /// A text that is not empty.
    package var text: String? {
        guard case .text(let text) = self, !text.isEmpty else { return nil }
        return text
    }

    package var list: [ConfigurationValue] {
        guard case .list(let values) = self else { return [] }
        return values
    }

    package var table: [String: ConfigurationValue] {
        guard case .table(let members) = self else { return [:] }
        return members
    }
}

extension ConfigurationValue: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .nothing
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([ConfigurationValue].self) {
            self = .list(value)
        } else {
            self = .table(try container.decode([String: ConfigurationValue].self))
        }
    }
}
