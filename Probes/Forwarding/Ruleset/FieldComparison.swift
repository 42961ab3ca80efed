import ProbeCore

/// Compares what a packet has with what a rule wants; nothing means that it cannot be told.
struct FieldComparison {
    let ruleset: Ruleset
    let chain: Ruleset.ChainName

    func holds(_ value: FieldValue, _ operation: String, _ right: Structure) -> Bool? {
        switch operation {
        case "==": equals(value, right)
        case "!=": equals(value, right).map { !$0 }
        // `ct state new,established`: any of them; nft writes the same for a single flag.
        case "in": contains(value, right)
        case "<", "<=", ">", ">=": orders(value, operation, right)
        default: nil
        }
    }

    /// Whether any element of a set equals the value; nothing where one cannot be compared and none is equal.
    func isMember(_ value: FieldValue, of elements: [Structure]) -> Bool? {
        var isUnclear = false
        for element in elements {
            switch equals(value, Self.key(of: element)) {
            case true?: return true
            case false?: continue
            case nil: isUnclear = true
            }
        }
        return isUnclear ? nil : false
    }

    /// An element with a timeout or a counter is an object around its value.
    static func key(of element: Structure) -> Structure { element["elem"]?["val"] ?? element }

    func equals(_ value: FieldValue, _ right: Structure) -> Bool? {
        if case .flags(let flags) = value { return equals(flags, right) }
        if let name = right.text {
            if name.first == "@" {
                return ruleset.set(named: String(name.dropFirst()), for: chain).flatMap { isMember(value, of: $0) }
            }
            if name == "*" { return true }
        }
        if let elements = right["set"]?.list { return isMember(value, of: elements) }
        if right["set"] != nil { return nil }
        switch value {
        case .address(let address): return equals(address, right)
        case .number(let number): return equals(number, right)
        case .names(let names): return equals(names, right)
        case .tuple(let values): return equals(values, right)
        case .flags: return nil
        }
    }

    private func equals(_ address: IPAddress, _ right: Structure) -> Bool? {
        if let text = right.text {
            return IPAddress(text).map { $0 == address }
        }
        if let prefix = right["prefix"] {
            guard let base = prefix["addr"]?.text.flatMap({ IPAddress($0) }), let length = prefix["len"]?.integer
            else { return nil }
            return IPPrefix(base, length: Int(clamping: length))?.contains(address)
        }
        guard let range = right["range"]?.list, range.count == 2,
            let first = range[0].text.flatMap({ IPAddress($0) }), let last = range[1].text.flatMap({ IPAddress($0) })
        else { return nil }
        guard first.family == address.family, last.family == address.family else { return false }
        return !address.bytes.lexicographicallyPrecedes(first.bytes)
            && !last.bytes.lexicographicallyPrecedes(address.bytes)
    }

    private func equals(_ number: UInt64, _ right: Structure) -> Bool? {
        if let integer = Self.number(right) { return integer == number }
        guard let range = right["range"]?.list, range.count == 2, let first = Self.number(range[0]),
            let last = Self.number(range[1])
        else { return nil }
        return first <= number && number <= last
    }

    /// A number, or one of the few ports that older versions of nft write by name.
    private static func number(_ value: Structure) -> UInt64? {
        if let integer = value.integer { return integer >= 0 ? UInt64(integer) : nil }
        guard let text = value.text else { return nil }
        return UInt64(text) ?? ["https": 443, "amqps": 5671, "domain": 53, "secure-mqtt": 8883][text]
    }

    private func equals(_ names: [String], _ right: Structure) -> Bool? {
        if let integer = right.integer {
            if names.contains("\(integer)") { return true }
            // The number of an interface that nft could not name.
            return names.allSatisfy(\.isName) ? nil : false
        }
        guard let text = right.text else { return nil }
        // `docker*` is every name that begins so; a star behind a backslash is one.
        if text.hasSuffix("*"), !text.hasSuffix("\\*") {
            return names.contains { $0.hasPrefix(text.dropLast()) }
        }
        return names.contains(text)
    }

    private func equals(_ values: [FieldValue], _ right: Structure) -> Bool? {
        guard let parts = right["concat"]?.list, parts.count == values.count else { return nil }
        var isUnclear = false
        for (value, part) in zip(values, parts) {
            switch equals(value, part) {
            case true?: continue
            case false?: return false
            case nil: isUnclear = true
            }
        }
        return isUnclear ? nil : true
    }

    // MARK: Flags

    private func equals(_ flags: Set<String>, _ right: Structure) -> Bool? {
        // In a set, any element that is there; elements are single flags.
        if let elements = right["set"]?.list { return isAny(of: elements, in: flags) }
        if let list = Self.flags(right) { return list == flags }
        return nil
    }

    private func contains(_ value: FieldValue, _ right: Structure) -> Bool? {
        guard case .flags(let flags) = value else { return equals(value, right) }
        if let elements = right["set"]?.list { return isAny(of: elements, in: flags) }
        return Self.flags(right).map { !$0.isDisjoint(with: flags) }
    }

    private func isAny(of elements: [Structure], in flags: Set<String>) -> Bool? {
        let names = elements.map { Self.key(of: $0).text }
        if names.contains(where: { $0.map(flags.contains) ?? false }) { return true }
        return names.contains(nil) ? nil : false
    }

    /// The flags that an expression names: one, a list, or `|` of them.
    private static func flags(_ value: Structure) -> Set<String>? {
        if let text = value.text { return [text] }
        if value.integer == 0 { return [] }
        let list = value.list ?? value["|"]?.list
        guard let list else { return nil }
        var flags: Set<String> = []
        for element in list {
            guard let more = Self.flags(element) else { return nil }
            flags.formUnion(more)
        }
        return flags
    }

    // MARK: Order

    private func orders(_ value: FieldValue, _ operation: String, _ right: Structure) -> Bool? {
        guard case .number(let number) = value, let other = Self.number(right) else { return nil }
        return switch operation {
        case "<": number < other
        case "<=": number <= other
        case ">": number > other
        default: number >= other
        }
    }
}

extension String {
    /// No number.
    fileprivate var isName: Bool { Int(self) == nil }
}
