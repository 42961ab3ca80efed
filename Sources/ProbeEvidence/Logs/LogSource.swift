package import ProbeCore

/// Where a log was read.
package enum LogSource: Subject {
    /// systemd's journal of this device: IoT Edge's services, the engine, the kernel.
    case journal
    /// What a container wrote, as the engine keeps it.
    case container(LocalText)
    /// A file that was named on the command line; `-` is standard input.
    case file(LocalText)

    package func narrowed<S: Subject>(to type: S.Type) -> S? { self as? S ?? Device() as? S }

    private enum Kind: String, Codable {
        case journal, container, file
    }

    private enum Member: String, CodingKey {
        case log, name
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        switch try container.decode(Kind.self, forKey: .log) {
        case .journal: self = .journal
        case .container: self = .container(try container.decode(LocalText.self, forKey: .name))
        case .file: self = .file(try container.decode(LocalText.self, forKey: .name))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        switch self {
        case .journal:
            try container.encode(Kind.journal, forKey: .log)
        case .container(let name):
            try container.encode(Kind.container, forKey: .log)
            try container.encode(name, forKey: .name)
        case .file(let name):
            try container.encode(Kind.file, forKey: .log)
            try container.encode(name, forKey: .name)
        }
    }
}
