import ProbeCore

/// The rules of iptables(8) as iptables-save(8) prints them: of iptables-legacy, which nft does not list, and of
/// iptables-nft, of whose extensions nft tells the names alone.
struct IptablesSave: Sendable {
    struct Rule: Sendable {
        /// In the shape that nft's JSON gives its own rules.
        let statements: [Structure]
        /// The line without its counters.
        let text: String
    }

    struct Chain: Sendable {
        let table: String
        let name: String
        /// Nothing for a chain of the user's.
        let policy: String?
        var rules: [Rule] = []
    }

    let family: IPAddress.Family
    let isLegacy: Bool
    private(set) var chains: [Chain] = []

    /// Reads the output of `iptables-save --counters`, or of ip6tables-save.
    init(parsing bytes: [UInt8], _ family: IPAddress.Family, isLegacy: Bool) {
        self.family = family
        self.isLegacy = isLegacy
        var table = ""
        var places: [String: Int] = [:]
        for line in bytes.split(separator: 0x0a) {
            let text = String(decoding: line, as: UTF8.self)
            switch text.first {
            case "*":
                table = String(text.dropFirst())
                places = [:]
            case ":":
                let words = text.dropFirst().split(separator: " ")
                guard words.count >= 2 else { continue }
                places[String(words[0])] = chains.count
                chains.append(
                    Chain(table: table, name: String(words[0]), policy: words[1] == "-" ? nil : String(words[1])))
            case "[", "-":
                var words = Self.words(of: text)
                var packets: Int64?
                if let counters = words.first, counters.first == "[" {
                    packets = counters.dropFirst().split(separator: ":").first.flatMap { Int64($0) }
                    words.removeFirst()
                }
                guard words.count >= 2, words[0] == "-A", let place = places[words[1]] else { continue }
                let rule = IptablesRule(parsing: words.dropFirst(2), family, packets: packets)
                let bare = text.first == "[" ? text.drop { $0 != " " }.dropFirst() : text[...]
                chains[place].rules.append(Rule(statements: rule.statements, text: String(bare)))
            default: continue
            }
        }
    }

    /// The words of a line, as iptables-save quotes them: in double quotes, with a backslash before `"` and `\\`.
    static func words(of line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var (isQuoted, isEscaped, isOpen) = (false, false, false)
        for character in line {
            if isEscaped {
                word.append(character)
                isEscaped = false
            } else if character == "\\", isQuoted {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
                isOpen = true
            } else if character == " ", !isQuoted {
                if isOpen { words.append(word) }
                (word, isOpen) = ("", false)
            } else {
                word.append(character)
                isOpen = true
            }
        }
        return isOpen ? words + [word] : words
    }
}

extension IptablesSave.Chain {
    /// Where the kernel hooks it in (nf_ip_hook_priorities in linux/netfilter_ipv4.h); nothing for a chain of the user's.
    var hook: (name: String, priority: Int)? {
        guard policy != nil,
            let hook = [
                "PREROUTING": "prerouting", "INPUT": "input", "FORWARD": "forward", "OUTPUT": "output",
                "POSTROUTING": "postrouting",
            ][name]
        else { return nil }
        let isOfDestination = name == "PREROUTING" || name == "OUTPUT"
        let priority =
            switch table {
            case "raw": -300
            case "mangle": -150
            case "nat": isOfDestination ? -100 : 100
            case "security": 50
            default: 0
            }
        return (hook, priority)
    }
}
