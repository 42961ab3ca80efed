extension SentenceArgument {
    /// The type's name, as it stands in keys and reports.
    package var kind: String {
        switch self {
        case .host: "host"
        case .address: "address"
        case .socket: "socket"
        case .prefix: "prefix"
        case .service: "service"
        case .port: "port"
        case .number: "number"
        case .count(_, let noun): "count of \(noun.rawValue)"
        case .duration: "duration"
        case .time: "time"
        case .interface: "interface"
        case .network: "network"
        case .vantage: "vantage"
        case .transport: "transport"
        case .proxy: "proxy"
        case .timeServer: "timeServer"
        case .local: "local"
        case .wire: "wire"
        case .term: "term"
        case .worded(_, let kind): kind.rawValue
        case .icmp: "icmp"
        case .fact(let fact): fact.kind
        case .named(let noun, _): "names of \(noun.rawValue)"
        case .list(_, .conjunction): "list"
        case .list(_, .commas): "commas"
        case .sentence(_, .whole): "sentence"
        case .sentence(_, .clause): "clause"
        case .sentence(_, .opening): "opening"
        case .recorded: "recorded"
        }
    }
}

extension Sentence {
    /// A sentence from its key and its values, as a report has them; nothing where they do not fit each other.
    package init?(key: String, arguments: [SentenceArgument]) {
        guard let pieces = Template(key)?.pieces(arguments: arguments) else { return nil }
        self.init(pieces: pieces)
    }
}

/// A key taken apart: words, and places by their numbers.
private struct Template {
    private enum Part {
        case words(String)
        case place(number: Int, kind: String)
    }

    private var parts: [Part] = []

    /// Nothing where a brace has no partner, or a place no number.
    init?(_ key: String) {
        var words = ""
        var rest = key[...]
        while let first = rest.popFirst() {
            if (first == "{" || first == "}"), rest.first == first {
                words.append(first)
                rest.removeFirst()
            } else if first == "{" {
                guard let end = rest.firstIndex(of: "}"), let colon = rest[..<end].firstIndex(of: ":"),
                    let number = Int(rest[..<colon]), number > 0
                else { return nil }
                if !words.isEmpty { parts.append(.words(words)) }
                words = ""
                parts.append(.place(number: number, kind: String(rest[rest.index(after: colon)..<end])))
                rest = rest[rest.index(after: end)...]
            } else if first == "}" {
                return nil
            } else {
                words.append(first)
            }
        }
        if !words.isEmpty { parts.append(.words(words)) }
    }

    /// Each value once and in its place, as `Sentence.key` numbers them: one that stood in several places would multiply with
    /// every sentence that has another in it.
    func pieces(arguments: [SentenceArgument]) -> [Sentence.Piece]? {
        var pieces: [Sentence.Piece] = []
        var rest = arguments[...]
        for part in parts {
            switch part {
            case .words(let words): pieces.append(.words(words))
            case .place(let number, let kind):
                guard number == arguments.count - rest.count + 1, let argument = rest.popFirst(), argument.kind == kind
                else { return nil }
                pieces.append(.place(argument))
            }
        }
        return rest.isEmpty ? pieces : nil
    }
}
