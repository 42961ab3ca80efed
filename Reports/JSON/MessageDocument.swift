import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A `message` object: a sentence by its key and its values, beside its English text.
struct MessageDocument: Codable {
    /// More places than any sentence has.
    private static let mostArguments = 64
    private static let longestKey = 4000

    let key: String
    let arguments: [ArgumentDocument]

    init(_ sentence: Sentence) {
        key = sentence.key
        arguments = sentence.arguments.map { ArgumentDocument(argument: $0) }
    }

    /// The sentence; nothing where the key and the values do not fit each other.
    var sentence: Sentence? {
        guard key.utf8.count <= Self.longestKey, arguments.count <= Self.mostArguments else { return nil }
        return Sentence(key: key, arguments: arguments.map(\.argument))
    }

    /// The sentence of a message, or else the English text of a report that has no messages.
    static func sentence(_ message: MessageDocument?, _ english: String) -> Sentence {
        message?.sentence ?? Sentence(recorded: english)
    }
}

/// A value of a sentence: `kind` says which type `value` has.
struct ArgumentDocument: Codable {
    let argument: SentenceArgument

    private enum Key: String, CodingKey {
        case kind, value
    }

    /// A host with a port.
    private struct Service: Codable {
        let host: HostName
        let port: UInt16
    }

    private struct ICMP: Codable {
        let type: Int
        let code: Int
    }

    init(argument: SentenceArgument) { self.argument = argument }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(argument.kind, forKey: .kind)
        func put(_ value: some Encodable) throws { try container.encode(value, forKey: .value) }
        switch argument {
        case .host(let host): try put(host)
        case .address(let address): try put(address)
        case .socket(let address): try put(address.description)
        case .prefix(let prefix): try put(prefix)
        case .service(let host, let port): try put(Service(host: host, port: port))
        case .port(let port): try put(port)
        case .number(let number), .count(let number, _): try put(number)
        case .duration(let duration): try put(duration)
        case .time(let time): try put(time)
        case .interface(let name), .network(let name), .local(let name): try put(name)
        case .vantage(let vantage): try put(vantage)
        case .transport(let transport): try put(transport)
        case .proxy(let proxy): try put(proxy)
        case .timeServer(let server): try put(server)
        case .wire(let text), .recorded(let text): try put(text)
        case .term(let term): try put(term.text)
        case .icmp(let type, let code): try put(ICMP(type: type, code: code))
        case .way(let lookup): try put(lookup)
        case .route(let route): try put(route)
        case .policyRule(let rule): try put(rule)
        case .culprit(let culprit): try put(CulpritDocument(culprit))
        case .named(_, let values), .list(let values, _): try put(values.map { ArgumentDocument(argument: $0) })
        case .sentence(let sentence, _): try put(MessageDocument(sentence))
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let kind = try container.decode(String.self, forKey: .kind)
        func value<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try container.decode(type, forKey: .value)
        }
        func corrupted() -> DecodingError {
            DecodingError.dataCorruptedError(forKey: .value, in: container, debugDescription: "not a \(kind)")
        }
        func sentence(_ form: SentenceArgument.Form) throws -> SentenceArgument {
            guard let sentence = try value(MessageDocument.self).sentence else { throw corrupted() }
            return .sentence(sentence, form)
        }
        switch kind {
        case "host": argument = .host(try value())
        case "address": argument = .address(try value())
        case "socket":
            guard let address = SocketAddress(try value(String.self), defaultPort: 53) else { throw corrupted() }
            argument = .socket(address)
        case "prefix": argument = .prefix(try value())
        case "service":
            let service = try value(Service.self)
            argument = .service(service.host, port: service.port)
        case "port": argument = .port(try value())
        case "number": argument = .number(try value())
        case "duration": argument = .duration(try value())
        case "time": argument = .time(try value())
        case "interface": argument = .interface(try value())
        case "network": argument = .network(try value())
        case "local": argument = .local(try value())
        case "vantage": argument = .vantage(try value())
        case "transport": argument = .transport(try value())
        case "proxy": argument = .proxy(try value())
        case "timeServer": argument = .timeServer(try value())
        case "wire": argument = .wire(try value())
        case "recorded": argument = .recorded(try value())
        case "term": argument = .term(Term(recorded: try value()))
        case "icmp":
            let icmp = try value(ICMP.self)
            argument = .icmp(type: icmp.type, code: icmp.code)
        case "way": argument = .way(try value())
        case "route": argument = .route(try value())
        case "policyRule": argument = .policyRule(try value())
        case "culprit": argument = .culprit(try value(CulpritDocument.self).culprit)
        case "list": argument = .list(try value([ArgumentDocument].self).map(\.argument), .conjunction)
        case "commas": argument = .list(try value([ArgumentDocument].self).map(\.argument), .commas)
        case "sentence": argument = try sentence(.whole)
        case "clause": argument = try sentence(.clause)
        case "opening": argument = try sentence(.opening)
        default:
            if let noun = Self.noun(of: kind, behind: "count of ") {
                argument = .count(try value(), noun)
            } else if let noun = Self.noun(of: kind, behind: "names of ") {
                argument = .named(noun, try value([ArgumentDocument].self).map(\.argument))
            } else {
                throw DecodingError.dataCorruptedError(
                    forKey: .kind, in: container, debugDescription: "no kind of value")
            }
        }
    }

    private static func noun(of kind: String, behind prefix: String) -> Noun? {
        kind.hasPrefix(prefix) ? Noun(rawValue: String(kind.dropFirst(prefix.count))) : nil
    }
}
