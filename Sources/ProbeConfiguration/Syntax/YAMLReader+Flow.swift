import ProbeCore
import ProbeEvidence

// Flow collections: `[a, b]` and `{a: b}` (YAML 1.2, chapter 7.4).

extension YAMLReader {
    mutating func flowSequence() throws(ConfigurationSyntaxError) -> Structure {
        let start = try scanner.next().line
        var elements: [Structure] = []
        listDepth += 1
        defer { listDepth -= 1 }
        var isFirst = true
        while try peek() != .flowSequenceEnd {
            if !isFirst { try takeComma(since: start) }
            isFirst = false
            if try peek() == .flowSequenceEnd { break }
            if try peek() == .key {
                // A pair is a mapping of its own.
                try skip()
                var pair = Members()
                let key = try isAt(.value, .flowEntry, .flowSequenceEnd) ? Structure.null : try node(isBlock: false)
                pair.set(key, try flowValue(ends: .flowSequenceEnd))
                elements.append(pair.structure)
            } else {
                elements.append(try node(isBlock: false))
            }
        }
        try skip()
        return .list(elements)
    }

    mutating func flowMapping() throws(ConfigurationSyntaxError) -> Structure {
        let start = try scanner.next().line
        var members = Members()
        var isFirst = true
        while try peek() != .flowMappingEnd {
            if !isFirst { try takeComma(since: start) }
            isFirst = false
            let first = try scanner.peek()
            if first.token == .flowMappingEnd { break }
            var key = Structure.null
            if first.token == .key {
                try skip()
                if try !isAt(.value, .flowEntry, .flowMappingEnd) { key = try node(isBlock: false) }
            } else if first.token != .value {
                // A key alone.
                members.set(try node(isBlock: false), .null)
                continue
            }
            enter(key, line: first.line)
            let value = try flowValue(ends: .flowMappingEnd)
            leave(key)
            members.set(key, value)
        }
        try skip()
        return members.structure
    }

    private mutating func flowValue(ends closing: YAMLToken) throws(ConfigurationSyntaxError) -> Structure {
        guard try peek() == .value else { return .null }
        try skip()
        return try isAt(.flowEntry, closing) ? .null : try node(isBlock: false)
    }

    private mutating func takeComma(since start: Int) throws(ConfigurationSyntaxError) {
        let token = try scanner.peek()
        guard token.token == .flowEntry else {
            throw ConfigurationSyntaxError(.bracket, line: token.token == .streamEnd ? start : token.line)
        }
        try skip()
    }
}
