extension SentenceArgument {
    package var english: String {
        switch self {
        case .host(let host): host.description
        case .address(let address): address.description
        case .socket(let address): address.description
        case .prefix(let prefix): prefix.description
        case .service(let host, let port): "\(host):\(port)"
        case .port(let port): "\(port)"
        case .number(let number): "\(number)"
        case .count(let number, let noun): "\(number) \(noun.english(number))"
        case .duration(let duration): duration.description
        case .time(let time): time.description
        case .interface(let name): name.description
        case .network(let name): name.description
        case .local(let text): text.description
        case .vantage(let vantage): vantage.description
        case .transport(let transport): transport.title
        case .proxy(let proxy): proxy.description
        case .timeServer(let server): server.description
        case .wire(let text), .recorded(let text): text.description
        case .term(let term): term.text
        case .worded(let sentence, _): sentence.english
        case .icmp(let type, let code): "ICMP \(type)/\(code)"
        case .fact(let fact): fact.value.sentence.english
        case .named(let noun, let values):
            "\(noun.english(values.count)) \(Self.english(values, .conjunction))"
        case .list(let values, let listing): Self.english(values, listing)
        case .sentence(let sentence, .whole): sentence.english
        case .sentence(let sentence, .clause): sentence.english.decapitalized
        case .sentence(let sentence, .opening): sentence.english.capitalized
        }
    }

    private static func english(_ values: [SentenceArgument], _ listing: Listing) -> String {
        let words = values.map(\.english)
        guard listing == .conjunction, let last = words.last, words.count > 1 else {
            return words.joined(separator: ", ")
        }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension Transport {
    /// The transport's name as people write it.
    package var title: String { sentence.english }

    package var sentence: Sentence {
        switch self {
        case .https: "HTTPS"
        case .amqp: "AMQP"
        case .amqpOverWebSocket: "AMQP over WebSocket"
        case .mqtt: "MQTT"
        case .mqttOverWebSocket: "MQTT over WebSocket"
        }
    }
}

extension String {
    /// To stand after a colon: without the capital of a sentence, unless the first word has others (TLS, IoT).
    var decapitalized: String {
        let word = prefix { $0 != " " }
        guard !word.dropFirst().contains(where: \.isUppercase), !word.contains(".") else { return self }
        return prefix(1).lowercased() + dropFirst()
    }

    /// To begin with, if its first word is a plain one: a name, an address or an option keeps its spelling.
    var capitalized: String {
        let word = prefix { $0 != " " }
        let isWord = word.utf8.allSatisfy { (0x61...0x7a).contains($0) } && !Self.programs.contains(String(word))
        return isWord ? prefix(1).uppercased() + dropFirst() : self
    }

    /// Names of programs and functions, which are spelled as they are called.
    private static let programs: Set = [
        "containerd", "dockerd", "firewalld", "getaddrinfo", "iotedge", "iotedged", "ip", "iptables", "nft", "systemd",
        "ufw",
    ]
}

extension Sentence {
    /// A clause as a line of its own: it begins with a capital and ends with a full stop.
    package var line: Sentence { hasEnd ? "\(opening: self)" : "\(opening: self)." }

    /// The same behind the beginning of a line, such as "Wrong if", where it begins with a small letter.
    package var restOfLine: Sentence { hasEnd ? "\(clause: self)" : "\(clause: self)." }

    private var hasEnd: Bool { english.last.map(".!?:".contains) ?? true }
}

extension Transport {
    /// The value of `UpstreamProtocol` on edgeAgent and edgeHub.
    package var upstreamProtocol: Term {
        switch self {
        case .https, .amqp: "Amqp"
        case .amqpOverWebSocket: "AmqpWs"
        case .mqtt: "Mqtt"
        case .mqttOverWebSocket: "MqttWs"
        }
    }
}
