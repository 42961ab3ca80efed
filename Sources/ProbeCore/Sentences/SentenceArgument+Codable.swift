/// A value of a sentence: `kind` says which type `value` has.
extension SentenceArgument: Codable {
    /// Where a decoder's user info holds the types of facts, an array.
    package static let facts = CodingUserInfoKey(rawValue: "edgeprobe.facts")

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

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        func put(_ value: some Encodable) throws { try container.encode(value, forKey: .value) }
        switch self {
        case .host(let host): try put(host)
        case .address(let address): try put(address)
        case .socket(let address): try put(address.description)
        case .prefix(let prefix): try put(prefix)
        case .service(let host, let port): try put(Service(host: host, port: port))
        case .port(let port): try put(port)
        case .number(let number), .count(let number, _): try put(number)
        case .duration(let duration): try put(duration)
        case .time(let time): try put(time)
        case .interface(let name): try put(name)
        case .network(let name): try put(name)
        case .local(let text): try put(text)
        case .vantage(let vantage): try put(vantage)
        case .transport(let transport): try put(transport)
        case .proxy(let proxy): try put(proxy)
        case .timeServer(let server): try put(server)
        case .wire(let text), .recorded(let text): try put(text)
        case .term(let term): try put(term.text)
        case .worded(let sentence, _): try put(sentence.english)
        case .icmp(let type, let code): try put(ICMP(type: type, code: code))
        case .fact(let fact): try put(fact.value)
        case .named(_, let values), .list(let values, _): try put(values)
        case .sentence(let sentence, _): try put(sentence)
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let kind = try container.decode(String.self, forKey: .kind)
        func value<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try container.decode(type, forKey: .value)
        }
        func corrupted() -> DecodingError {
            DecodingError.dataCorruptedError(forKey: .value, in: container, debugDescription: "not a \(kind)")
        }
        func sentence(_ form: SentenceArgument.Form) throws -> SentenceArgument {
            .sentence(try value(), form)
        }
        switch kind {
        case "host": self = .host(try value())
        case "address": self = .address(try value())
        case "socket":
            guard let address = SocketAddress(try value(String.self), defaultPort: 53) else { throw corrupted() }
            self = .socket(address)
        case "prefix": self = .prefix(try value())
        case "service":
            let service = try value(Service.self)
            self = .service(service.host, port: service.port)
        case "port": self = .port(try value())
        case "number": self = .number(try value())
        case "duration": self = .duration(try value())
        case "time": self = .time(try value())
        case "interface": self = .interface(try value())
        case "network": self = .network(try value())
        case "local": self = .local(try value())
        case "vantage": self = .vantage(try value())
        case "transport": self = .transport(try value())
        case "proxy": self = .proxy(try value())
        case "timeServer": self = .timeServer(try value())
        case "wire": self = .wire(try value())
        case "recorded": self = .recorded(try value())
        case "term": self = .term(Term(recorded: try value()))
        case "icmp":
            let icmp = try value(ICMP.self)
            self = .icmp(type: icmp.type, code: icmp.code)
        case "list": self = .list(try value(), .conjunction)
        case "commas": self = .list(try value(), .commas)
        case "sentence": self = try sentence(.whole)
        case "clause": self = try sentence(.clause)
        case "opening": self = try sentence(.opening)
        default:
            if let noun = Self.noun(of: kind, behind: "count of ") {
                self = .count(try value(), noun)
            } else if let noun = Self.noun(of: kind, behind: "names of ") {
                self = .named(noun, try value())
            } else if let fact = Self.facts.flatMap({ decoder.userInfo[$0] as? [any SentenceFact.Type] })?
                .first(where: { $0.kind == kind })
            {
                self = .fact(Fact(try value(fact)))
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
