import ProbeCore
import ProbeEvidence

/// Whether a rule's condition holds for a packet; nothing means that it cannot be told.
struct Match {
    let ruleset: Ruleset
    let chain: Ruleset.ChainName
    let state: PacketState

    private var comparison: FieldComparison { FieldComparison(ruleset: ruleset, chain: chain) }

    /// A comparison of nftables' own.
    func holds(_ value: Structure) -> Bool? {
        guard let operation = value["op"]?.text, let left = value["left"], let right = value["right"] else {
            return nil
        }
        // An address that is compared with a flag expression, or the like: not understood.
        switch state.field(left) {
        case .absent: return false
        case .unclear: return nil
        case .known(let field): return comparison.holds(field, operation, right)
        }
    }

    /// The verdict that a verdict map has for the packet.
    ///
    /// - Returns: the verdicts that may apply, nothing among them where none may.
    func verdicts(_ value: Structure) -> [Structure?] {
        guard let key = value["key"], let data = value["data"] else { return [] }
        let elements: [Structure]?
        if let name = data.text, name.first == "@" {
            elements = ruleset.set(named: String(name.dropFirst()), for: chain)
        } else {
            elements = data["set"]?.list
        }
        let pairs = (elements ?? []).compactMap { element -> (key: Structure, verdict: Structure)? in
            guard let pair = element.list, pair.count == 2 else { return nil }
            return (FieldComparison.key(of: pair[0]), pair[1])
        }
        switch state.field(key) {
        case .absent: return [nil]
        case .unclear: return pairs.map { $0.verdict } + [nil]
        case .known(let field):
            var possible: [Structure?] = []
            for pair in pairs {
                switch comparison.equals(field, pair.key) {
                case true?: return possible + [pair.verdict]
                case false?: continue
                case nil: possible.append(pair.verdict)
                }
            }
            return possible + [nil]
        }
    }

    // MARK: iptables' matches

    /// A match that nft's JSON only names; the rule's text tells more where nft could translate it.
    func holds(iptables name: String, in text: String?) -> Bool? {
        switch name {
        case "comment": return true
        case "owner": return state.packet.incoming == nil ? nil : false
        default: break
        }
        let words = (text ?? "").split(separator: " ").map(String.init)
        switch name {
        case "conntrack", "state": return connectionState(words)
        case "addrtype": return addressType(words)
        case "multiport": return ports(words)
        default: return nil
        }
    }

    private func connectionState(_ words: [String]) -> Bool? {
        // Nothing else about the connection may be asked in the same match.
        let questions = words.indices.filter { words[$0] == "ct" }
        guard questions.count == 1, let start = questions.first, words.indices.contains(start + 2),
            words[start + 1] == "state"
        else { return nil }
        let isInverted = words[start + 2] == "!="
        let place = start + (isInverted ? 3 : 2)
        guard words.indices.contains(place) else { return nil }
        let states = words[place].split(separator: ",").map { Structure.text(String($0)) }
        let known: Set<String> = ["new", "established", "related", "invalid", "untracked"]
        guard states.allSatisfy({ $0.text.map(known.contains) ?? false }) else { return nil }
        guard case .known(let field) = state.field(.object(["ct": .object(["key": .text("state")])])) else {
            return nil
        }
        return comparison.holds(field, "in", .list(states)).map { $0 != isInverted }
    }

    private func addressType(_ words: [String]) -> Bool? {
        guard words.filter({ $0 == "fib" }).count == 1, let start = words.firstIndex(of: "fib"),
            words.indices.contains(start + 3), words[start + 2] == "type"
        else { return nil }
        let isInverted = words[start + 3] == "!="
        let place = start + (isInverted ? 4 : 3)
        guard words.indices.contains(place), words[place] != "{" else { return nil }
        let expression = Structure.object(["fib": .object(["result": .text("type"), "flags": .text(words[start + 1])])])
        guard case .known(let field) = state.field(expression) else { return nil }
        return comparison.holds(field, isInverted ? "!=" : "==", .text(words[place]))
    }

    private func ports(_ words: [String]) -> Bool? {
        let places = words.indices.filter { ["dport", "sport"].contains(words[$0]) && $0 > 0 }
        guard places.count == 1, let place = places.first, words.indices.contains(place + 1) else { return nil }
        var rest = words[(place + 1)...]
        let isInverted = rest.first == "!="
        if isInverted { rest = rest.dropFirst() }
        let list: [String]
        if rest.first == "{" {
            guard let end = rest.firstIndex(of: "}") else { return nil }
            list = rest[..<end].dropFirst().map { $0.last == "," ? String($0.dropLast()) : $0 }
        } else {
            list = Array(rest.prefix(1))
        }
        let elements = list.map { text -> Structure in
            let ends = text.split(separator: "-").map { Structure.text(String($0)) }
            return ends.count == 2 ? .object(["range": .list(ends)]) : .text(text)
        }
        let expression = Structure.object([
            "payload": .object(["protocol": .text(words[place - 1]), "field": .text(words[place])])
        ])
        switch state.field(expression) {
        case .absent: return false
        case .unclear: return nil
        case .known(let field): return comparison.isMember(field, of: elements).map { $0 != isInverted }
        }
    }
}
