import ProbeCore
import ProbeEvidence

/// Walks a packet through the chains of one hook: jumps, gotos, returns, verdict maps, policies.
///
/// A condition that cannot be told makes the rule a fork: what the rule would do is noted as possible, and the walk goes
/// on as possible too. Nothing is guessed, and the work stays linear in the rules.
struct ChainWalk {
    let ruleset: Ruleset
    private(set) var state: PacketState
    private(set) var consequences = Consequences()
    private var steps = 0

    /// As many jumps as the kernel allows (NFT_JUMP_STACK_SIZE), and more rules than a packet should ever meet.
    private static let mostJumps = 16
    private static let mostSteps = 100_000

    /// How a chain may be left.
    private struct Flow {
        /// Some way reaches its end, or a return.
        var mayFall: Bool
        /// Some way ended inside.
        var mayEnd: Bool
    }

    init(_ ruleset: Ruleset, _ state: PacketState) {
        self.ruleset = ruleset
        self.state = state
    }

    /// Walks a base chain to its verdict; certain when the packet gets here for sure.
    mutating func run(base chain: Ruleset.Chain, isCertain: Bool) {
        let flow = run(chain, depth: 0, isCertain: isCertain)
        guard flow.mayFall else { return }
        if chain.drops {
            drop(place(of: nil, in: chain), isRejected: false, isCertain: isCertain && !flow.mayEnd)
        } else {
            consequences.mayPass = true
        }
    }

    /// A rule, or the chain's policy, at the hook that is walked; made for those that do something, because most match nothing.
    private func place(of rule: Int?, in chain: Ruleset.Chain) -> RulePlace {
        var place = RulePlace(chain, rule: rule)
        place.hook = RulePlace.Hook(rawValue: state.hook)
        return place
    }

    private mutating func run(_ chain: Ruleset.Chain, depth: Int, isCertain: Bool) -> Flow {
        var isCertain = isCertain
        // Some way ended inside, or went back to where the chain was called.
        var (mayEnd, mayReturn) = (false, false)
        for index in chain.rules.indices {
            steps += 1
            guard steps < Self.mostSteps, depth <= Self.mostJumps else {
                consequences.note(unclear: place(of: index, in: chain))
                consequences.mayPass = true
                return Flow(mayFall: true, mayEnd: true)
            }
            let step = apply(chain, index, depth: depth, isCertain: isCertain)
            mayEnd = mayEnd || step.mayEnd
            mayReturn = mayReturn || step.mayReturn
            guard step.mayGoOn else { return Flow(mayFall: mayReturn, mayEnd: mayEnd) }
            isCertain = isCertain && !step.mayEnd && !step.mayReturn
        }
        return Flow(mayFall: true, mayEnd: mayEnd)
    }

    /// Where ways lead from a rule.
    private struct Step {
        /// To the next rule.
        var mayGoOn = false
        /// Back to the caller of the chain.
        var mayReturn = false
        /// To a verdict.
        var mayEnd = false

        static let next = Step(mayGoOn: true)

        var isNext: Bool { mayGoOn && !mayReturn && !mayEnd }
    }

    /// One rule, statement by statement.
    private mutating func apply(_ chain: Ruleset.Chain, _ index: Int, depth: Int, isCertain: Bool) -> Step {
        let rule = chain.rules[index]
        let match = Match(ruleset: ruleset, chain: chain.name, state: state)
        var isMatch = true
        for statement in rule.statements {
            guard let (tag, value) = statement.tagged else {
                isMatch = false
                consequences.note(unclear: place(of: index, in: chain))
                continue
            }
            let holds: Bool?
            switch tag {
            case "match": holds = match.holds(value)
            case "xt" where value["type"]?.text == "match":
                holds = match.holds(iptables: value["name"]?.text ?? "", in: rule.text)
            case "quota": holds = Self.isOver(value).map { $0 == (value["inv"]?.boolean ?? false) }
            case "limit", "ct count", "meter", "connlimit": holds = nil
            case "vmap":
                return follow(
                    match.verdicts(value), chain, place(of: index, in: chain), isMatch: isMatch, depth: depth,
                    isCertain: isCertain)
            case "xt":
                let step = act(
                    target: value["name"]?.text ?? "", place(of: index, in: chain), isMatch: isMatch,
                    isCertain: isCertain)
                if step.isNext { continue }
                return step
            default:
                let step = act(
                    tag, value, chain, place(of: index, in: chain), isMatch: isMatch, depth: depth,
                    isCertain: isCertain)
                if step.isNext { continue }
                return step
            }
            switch holds {
            case true?: continue
            case false?: return .next
            case nil: isMatch = false
            }
        }
        return .next
    }

    /// Whether a quota is used up, which it stays, and of which no more than all is told (nft_quota_do_dump); nothing where some of it
    /// is left, or the list does not tell.
    private static func isOver(_ quota: Structure) -> Bool? {
        func bytes(_ amount: String, _ unit: String) -> Int64? {
            let factors: [String: Int64] = ["bytes": 1, "kbytes": 1 << 10, "mbytes": 1 << 20, "gbytes": 1 << 30]
            guard let number = quota[amount]?.integer, let factor = factors[quota[unit]?.text ?? "bytes"] else {
                return nil
            }
            let (product, isTooLarge) = Int64(number).multipliedReportingOverflow(by: factor)
            return isTooLarge ? nil : product
        }
        guard let limit = bytes("val", "val_unit"), let used = bytes("used", "used_unit") else { return nil }
        return used >= limit ? true : nil
    }

    /// A verdict map: each verdict that may apply.
    private mutating func follow(
        _ verdicts: [Structure?], _ chain: Ruleset.Chain, _ place: RulePlace, isMatch: Bool, depth: Int, isCertain: Bool
    ) -> Step {
        guard verdicts.count == 1 else {
            consequences.note(unclear: place)
            var all = Step.next
            for case let (tag, value)? in verdicts.map({ $0?.tagged }) {
                let step = act(tag, value, chain, place, isMatch: false, depth: depth, isCertain: isCertain)
                all.mayEnd = all.mayEnd || step.mayEnd
                all.mayReturn = all.mayReturn || step.mayReturn
            }
            return all
        }
        guard case let (tag, value)? = verdicts[0]?.tagged else { return .next }
        return act(tag, value, chain, place, isMatch: isMatch, depth: depth, isCertain: isCertain)
    }

    // MARK: Statements

    private mutating func act(
        _ tag: String, _ value: Structure, _ chain: Ruleset.Chain, _ place: RulePlace, isMatch: Bool, depth: Int,
        isCertain: Bool
    ) -> Step {
        switch tag {
        case "counter", "log", "continue", "set", "map", "flow", "dup", "comment", "secmark", "last": return .next
        case "accept":
            consequences.mayPass = true
            return end(place, isMatch: isMatch)
        case "drop", "reject":
            drop(place, isRejected: tag == "reject", isCertain: isCertain && isMatch)
            return end(place, isMatch: isMatch)
        case "return":
            if !isMatch { consequences.note(unclear: place) }
            return Step(mayGoOn: !isMatch, mayReturn: true)
        case "jump", "goto":
            guard let name = value["target"]?.text, let target = ruleset.chain(named: name, from: chain.name) else {
                return leaveOpen(place)
            }
            if !isMatch { consequences.note(unclear: place) }
            let inner = run(target, depth: depth + 1, isCertain: isCertain && isMatch)
            // A goto never comes back: what falls out of its target falls out of this chain.
            return tag == "goto"
                ? Step(mayGoOn: !isMatch, mayReturn: inner.mayFall, mayEnd: inner.mayEnd)
                : Step(mayGoOn: !isMatch || inner.mayFall, mayEnd: inner.mayEnd)
        case "masquerade", "snat":
            return translate(
                place, to: value["addr"]?.text.flatMap { IPAddress($0) }, isMatch: isMatch, isCertain: isCertain)
        case "dnat", "redirect", "tproxy":
            return redirect(value, place, isHere: tag == "redirect", isMatch: isMatch, isCertain: isCertain)
        case "mangle":
            change(value, place, isMatch: isMatch, isCertain: isCertain)
            return .next
        case "notrack":
            spare(place, isMatch: isMatch && isCertain)
            return .next
        case "ct helper", "ct timeout", "ct expectation": return .next
        default: return leaveOpen(place)
        }
    }

    /// A target of iptables that nft's JSON only names.
    private mutating func act(target name: String, _ place: RulePlace, isMatch: Bool, isCertain: Bool) -> Step {
        switch name {
        case "REJECT":
            drop(place, isRejected: true, isCertain: isCertain && isMatch)
            return end(place, isMatch: isMatch)
        case "MASQUERADE", "SNAT", "NETMAP": return translate(place, isMatch: isMatch, isCertain: isCertain)
        case "DNAT", "REDIRECT", "TPROXY":
            return redirect(.null, place, isHere: false, isMatch: isMatch, isCertain: isCertain)
        case "TTL", "HL":
            if isMatch, isCertain {
                consequences.hopLimit = PacketWalk.HopLimit(place, limit: Self.hopLimit(in: place.text))
            }
            return .next
        case "LOG", "NFLOG", "TCPMSS", "CHECKSUM", "CLASSIFY", "TOS", "DSCP", "TRACE", "AUDIT", "SET",
            "SECMARK", "CONNSECMARK", "ECN", "TEE":
            return .next
        case "MARK":
            state.mark = nil
            return .next
        case "CONNMARK":
            (state.mark, state.connectionMark) = (nil, nil)
            return .next
        case "NOTRACK":
            spare(place, isMatch: isMatch && isCertain)
            return .next
        // With --notrack, or with a zone or a helper: the text alone says which.
        case "CT":
            spare(place, isMatch: false)
            return .next
        default: return leaveOpen(place)
        }
    }

    /// The number behind `--ttl-set` or `--hl-set` (iptables-extensions(8)).
    private static func hopLimit(in text: WireText?) -> Int? {
        let words = (text?.description ?? "").split(separator: " ")
        let option = words.firstIndex { $0 == "--ttl-set" || $0 == "--hl-set" }
        return option.flatMap { words.dropFirst($0 + 1).first.flatMap { Int($0) } }
    }

    private mutating func change(_ value: Structure, _ place: RulePlace, isMatch: Bool, isCertain: Bool) {
        let number = value["value"].flatMap { state.number($0) }
        let field = value["key"]?["payload"]?["field"]?.text
        if field == "ttl" || field == "hoplimit", isMatch, isCertain {
            consequences.hopLimit = PacketWalk.HopLimit(place, limit: number.flatMap { Int(exactly: $0) })
        }
        // Where it cannot be told whether the rule applies, only a mark that it would not change stays known.
        if value["key"]?["meta"]?["key"]?.text == "mark", isMatch || state.mark != number {
            state.mark = isMatch ? number : nil
        }
        if value["key"]?["ct"]?["key"]?.text == "mark", isMatch || state.connectionMark != number {
            state.connectionMark = isMatch ? number : nil
        }
    }

    /// Keeps the packet from being tracked, where that has not been done yet (nft_notrack_eval).
    private mutating func spare(_ place: RulePlace, isMatch: Bool) {
        guard state.tracking == .toCome || state.tracking == .unclear else { return }
        state.tracking = isMatch ? .untracked(place) : .unclear
    }

    private mutating func drop(_ place: RulePlace, isRejected: Bool, isCertain: Bool) {
        guard !consequences.drops.contains(where: { $0.place == place }) else { return }
        consequences.drops.append(.init(place: place, isRejected: isRejected, isCertain: isCertain))
    }

    private mutating func end(_ place: RulePlace, isMatch: Bool) -> Step {
        if !isMatch { consequences.note(unclear: place) }
        return Step(mayGoOn: !isMatch, mayEnd: true)
    }

    /// Anything may happen here.
    private mutating func leaveOpen(_ place: RulePlace) -> Step {
        consequences.note(unclear: place)
        consequences.mayPass = true
        drop(place, isRejected: false, isCertain: false)
        return Step(mayGoOn: true, mayEnd: true)
    }

    private mutating func translate(
        _ place: RulePlace, to address: IPAddress? = nil, isMatch: Bool, isCertain: Bool
    ) -> Step {
        consequences.translations.append((place, isMatch && isCertain, address))
        consequences.mayPass = true
        return end(place, isMatch: isMatch)
    }

    private mutating func redirect(
        _ value: Structure, _ place: RulePlace, isHere: Bool, isMatch: Bool, isCertain: Bool
    ) -> Step {
        let port = value["port"]?.integer.flatMap { UInt16(exactly: $0) }
        consequences.redirections.append(
            .init(
                place: place, isCertain: isMatch && isCertain,
                address: value["addr"]?.text.flatMap { IPAddress($0) }, port: port, isHere: isHere))
        consequences.mayPass = true
        return end(place, isMatch: isMatch)
    }
}
