import ProbeEvidence

/// What opens and closes blocks, collections and documents, and what stands before a value.
extension YAMLScanner {
    // MARK: - Collections

    mutating func openBlock(_ token: YAMLToken, at column: Int, before place: Int? = nil) {
        guard flowLevel == 0, indent < column else { return }
        indents.append(indent)
        indent = column
        tokens.insert((token, line), at: place ?? tokens.endIndex)
    }

    mutating func closeBlocks(below column: Int) {
        guard flowLevel == 0 else { return }
        while indent > column {
            add(.blockEnd)
            indent = indents.popLast() ?? -1
        }
    }

    mutating func openFlow(_ token: YAMLToken) throws(ConfigurationSyntaxError) {
        try noteCandidate()
        candidates.append(nil)
        flowLevel += 1
        allowsKey = true
        add(token)
        skip()
    }

    mutating func closeFlow(_ token: YAMLToken) throws(ConfigurationSyntaxError) {
        try dropCandidate()
        if flowLevel > 0 {
            flowLevel -= 1
            candidates.removeLast()
        }
        allowsKey = false
        add(token)
        skip()
    }

    // MARK: - The stream

    mutating func endStream() throws(ConfigurationSyntaxError) {
        closeBlocks(below: -1)
        try dropAllCandidates()
        allowsKey = false
        add(.streamEnd)
    }

    mutating func documentMark() throws(ConfigurationSyntaxError) {
        closeBlocks(below: -1)
        try dropCandidate()
        allowsKey = false
        add(character() == "-" ? .documentStart : .documentEnd)
        skip(3)
    }

    /// `%YAML 1.2` or `%TAG …`, neither of which changes anything here.
    mutating func directive() throws(ConfigurationSyntaxError) {
        closeBlocks(below: -1)
        try dropCandidate()
        allowsKey = false
        let start = line
        skip()
        var words: [String] = [""]
        while !character().isYAMLLineEnd, !(character() == "#" && (words.last == "" || words.first == "YAML")) {
            if character().isYAMLBlank {
                if words.last != "" { words.append("") }
            } else {
                words[words.count - 1].unicodeScalars.append(character())
            }
            skip()
        }
        words.removeAll { $0.isEmpty }
        guard let name = words.first, name.unicodeScalars.allSatisfy(\.isYAMLWord) else {
            throw error(.value, line: start)
        }
        if name == "YAML" {
            let numbers = (words.dropFirst().first ?? "").split(separator: ".", omittingEmptySubsequences: false)
            guard words.count == 2, numbers.count == 2,
                numbers.allSatisfy({ (1...9).contains($0.count) && $0.allSatisfy(\.isNumber) })
            else { throw error(.value, line: start) }
        }
        if name == "TAG", words.count != 3 || !words[1].hasPrefix("!") { throw error(.value, line: start) }
        while !character().isYAMLLineEnd { skip() }
        if character() != "\0" { skipLineEnd() }
        add(.directive, at: start)
    }

    // MARK: - Properties

    mutating func anchor() throws(ConfigurationSyntaxError) {
        try noteCandidate()
        allowsKey = false
        let isAlias = character() == "*"
        skip()
        var name = ""
        while character().isYAMLWord {
            name.unicodeScalars.append(character())
            skip()
        }
        guard !name.isEmpty, character().isYAMLBlankOrEnd || "?:,]}%@`".unicodeScalars.contains(character()) else {
            throw error(.value)
        }
        add(isAlias ? .alias(name) : .anchor(name))
    }

    mutating func tag() throws(ConfigurationSyntaxError) {
        try noteCandidate()
        allowsKey = false
        var name = ""
        while character().isYAMLWord || "!#%;/?:@&=+$,.~*'()[]<>".unicodeScalars.contains(character()) {
            guard flowLevel == 0 || !character().isYAMLFlow else { break }
            name.unicodeScalars.append(character())
            skip()
        }
        guard character().isYAMLBlankOrEnd else { throw error(.value) }
        add(.tag(name))
    }
}
