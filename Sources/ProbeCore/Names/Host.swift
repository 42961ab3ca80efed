/// A machine as settings name it: by its name, or by its address.
package enum Host: Hashable, Sendable, CustomStringConvertible {
    case name(HostName)
    case address(IPAddress)

    /// The name; nothing where an address stands for it.
    package var name: HostName? {
        guard case .name(let name) = self else { return nil }
        return name
    }

    package var description: String {
        switch self {
        case .name(let name): name.description
        case .address(let address): address.description
        }
    }
}

/// As reports write it: the name or the address as text.
extension Host: Codable {
    package init?(_ text: String) {
        if let address = IPAddress(text) {
            self = .address(address)
        } else if let name = try? HostName(validating: text) {
            self = .name(name)
        } else {
            return nil
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let host = Host(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "neither a name nor an address")
        }
        self = host
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
