import ProbeEvidence

/// Parts a text of YAML into tokens, as the scanner of libyaml and of its port yaml-rust does: what may be a key is
/// remembered, and becomes one when a colon follows on the same line.
struct YAMLScanner {
    /// What would be a key if a colon followed.
    struct Candidate {
        let number: Int
        let position: Int
        let line: Int
        let column: Int
        /// In a flow collection at the column of the block around it nothing but a key may stand.
        let isRequired: Bool
    }

    let scalars: [Unicode.Scalar]
    var position = 0
    private(set) var line = 1
    private(set) var column = 0
    /// The column of the block that is open; -1 outside every one.
    var indent = -1
    var flowLevel = 0
    var allowsKey = true

    var indents: [Int] = []
    /// One for each open flow collection, and one for the block around them.
    var candidates: [Candidate?] = [nil]
    var tokens: ArraySlice<(token: YAMLToken, line: Int)> = []
    /// Tokens that were handed out.
    private var taken = 0
    /// Where a quoted scalar ended: behind it a colon needs no blank inside a flow collection.
    private var adjacent = -1

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    // MARK: - Characters

    /// NUL behind the end, and where a NUL stands, which ends the text as well.
    func character(_ offset: Int = 0) -> Unicode.Scalar {
        position + offset < scalars.count ? scalars[position + offset] : "\0"
    }

    mutating func skip(_ count: Int = 1) {
        for _ in 0..<count where position < scalars.count {
            if scalars[position] == "\n" || (scalars[position] == "\r" && character(1) != "\n") {
                line += 1
                column = 0
            } else {
                column += 1
            }
            position += 1
        }
    }

    /// A line end, however it is written.
    mutating func skipLineEnd() { skip(character() == "\r" && character(1) == "\n" ? 2 : 1) }

    var isAtDocumentMark: Bool {
        guard column == 0,
            [character(), character(1), character(2)] == ["-", "-", "-"]
                || [character(), character(1), character(2)] == [".", ".", "."]
        else { return false }
        return character(3).isYAMLBlankOrEnd
    }

    func error(_ problem: SyntaxProblem, line: Int? = nil) -> ConfigurationSyntaxError {
        ConfigurationSyntaxError(problem, line: line ?? self.line)
    }

    // MARK: - Tokens

    /// The next token, which stays the next one.
    mutating func peek() throws(ConfigurationSyntaxError) -> (token: YAMLToken, line: Int) {
        while try needsMore() { try fetch() }
        return tokens.first ?? (.streamEnd, line)
    }

    mutating func next() throws(ConfigurationSyntaxError) -> (token: YAMLToken, line: Int) {
        let token = try peek()
        if token.token != .streamEnd {
            tokens = tokens.dropFirst()
            taken += 1
        }
        return token
    }

    /// A token may still get a key before it.
    private mutating func needsMore() throws(ConfigurationSyntaxError) -> Bool {
        if tokens.isEmpty { return true }
        guard tokens.first?.token != .streamEnd else { return false }
        try dropStale()
        return candidates.contains { $0?.number == taken }
    }

    mutating func add(_ token: YAMLToken, at line: Int? = nil) { tokens.append((token, line ?? self.line)) }

    private mutating func fetch() throws(ConfigurationSyntaxError) {
        skipToToken()
        try dropStale()
        closeBlocks(below: column)
        let next = character(1)
        switch character() {
        case "\0": try endStream()
        case "%" where column == 0: try directive()
        case _ where isAtDocumentMark: try documentMark()
        case "[": try openFlow(.flowSequence)
        case "{": try openFlow(.flowMapping)
        case "]": try closeFlow(.flowSequenceEnd)
        case "}": try closeFlow(.flowMappingEnd)
        case ",":
            try dropCandidate()
            allowsKey = true
            add(.flowEntry)
            skip()
        case "-" where next.isYAMLBlankOrEnd: try blockEntry()
        case "?" where next.isYAMLBlankOrEnd: try explicitKey()
        case ":" where next.isYAMLBlankOrEnd || (flowLevel > 0 && (next.isYAMLFlow || position == adjacent)):
            try value()
        case "*", "&": try anchor()
        case "!": try tag()
        case "|" where flowLevel == 0, ">" where flowLevel == 0:
            try noteCandidate()
            allowsKey = true
            let start = line
            add(.scalar(try blockScalar(isLiteral: character() == "|"), isPlain: false), at: start)
        case "'", "\"":
            try noteCandidate()
            allowsKey = false
            let start = line
            add(.scalar(try quoted(by: character()), isPlain: false), at: start)
            adjacent = position
        case "%", "@", "`": throw error(.value)
        default:
            try noteCandidate()
            allowsKey = false
            let start = line
            add(.scalar(try plain(), isPlain: true), at: start)
        }
    }

    private mutating func skipToToken() {
        while true {
            switch character() {
            case " ": skip()
            case "\t" where flowLevel > 0 || !allowsKey: skip()
            case "\n", "\r":
                skipLineEnd()
                if flowLevel == 0 { allowsKey = true }
            case "#": while !character().isYAMLLineEnd { skip() }
            default: return
            }
        }
    }

    // MARK: - Keys

    mutating func noteCandidate() throws(ConfigurationSyntaxError) {
        guard allowsKey else { return }
        try dropCandidate()
        candidates[candidates.count - 1] = Candidate(
            number: taken + tokens.count, position: position, line: line, column: column,
            isRequired: flowLevel > 0 && indent == column)
    }

    mutating func dropCandidate() throws(ConfigurationSyntaxError) {
        guard candidates.last??.isRequired != true else { throw error(.key) }
        candidates[candidates.count - 1] = nil
    }

    /// Behind the end nothing becomes a key any more, in the collections that are still open neither.
    mutating func dropAllCandidates() throws(ConfigurationSyntaxError) {
        guard !candidates.contains(where: { $0?.isRequired ?? false }) else { throw error(.key) }
        candidates = candidates.map { _ in nil }
    }

    /// A key stands on one line, and is no longer than 1024 characters.
    private mutating func dropStale() throws(ConfigurationSyntaxError) {
        for (index, candidate) in candidates.enumerated() {
            guard let candidate, candidate.line < line || candidate.position + 1024 < position else { continue }
            guard !candidate.isRequired else { throw error(.key) }
            candidates[index] = nil
        }
    }

    private mutating func value() throws(ConfigurationSyntaxError) {
        if case let candidate?? = candidates.last {
            let place = tokens.startIndex + candidate.number - taken
            tokens.insert((.key, candidate.line), at: place)
            openBlock(.blockMapping, at: candidate.column, before: place)
            candidates[candidates.count - 1] = nil
            allowsKey = false
        } else {
            if flowLevel == 0 {
                guard allowsKey else { throw error(.nestedValue) }
                openBlock(.blockMapping, at: column)
            }
            allowsKey = flowLevel == 0
        }
        add(.value)
        skip()
    }

    private mutating func explicitKey() throws(ConfigurationSyntaxError) {
        if flowLevel == 0 {
            guard allowsKey else { throw error(.key) }
            openBlock(.blockMapping, at: column)
        }
        try dropCandidate()
        allowsKey = flowLevel == 0
        add(.key)
        skip()
    }

    private mutating func blockEntry() throws(ConfigurationSyntaxError) {
        guard flowLevel == 0, allowsKey else { throw error(.value) }
        openBlock(.blockSequence, at: column)
        try dropCandidate()
        allowsKey = true
        add(.blockEntry)
        skip()
    }
}
