import ProbeCore
import ProbeEvidence

/// Makes a document of the tokens of YAML; no input makes it trap or go deeper than `deepest`.
struct YAMLReader {
    var scanner: YAMLScanner
    private var anchors: [String: Structure] = [:]
    private var depth = 0
    var listDepth = 0
    private var path: [String] = []
    private var lines: [[String]: Int] = [:]

    private static let deepest = 48

    init(_ text: String) { scanner = YAMLScanner(text) }

    /// The only document of the text: IoT Edge refuses a second one.
    mutating func stream() throws(ConfigurationSyntaxError) -> ConfigurationDocument {
        var root: Structure?
        while try peek() != .streamEnd {
            var isExplicit = root != nil
            if root != nil { while try peek() == .documentEnd { try skip() } }
            let start = try scanner.peek()
            if start.token == .streamEnd { break }
            guard root == nil else { throw ConfigurationSyntaxError(.trailing, line: start.line) }
            while try peek() == .directive {
                try skip()
                isExplicit = true
            }
            if try peek() == .documentStart {
                try skip()
                root = try isAt(.directive, .documentStart, .documentEnd, .streamEnd) ? .null : try node()
            } else {
                guard !isExplicit else { throw try error(.value) }
                root = try node()
            }
            if try peek() == .documentEnd {
                try skip()
            } else if try !isAt(.documentStart, .directive, .streamEnd) {
                throw try error(.indentation)
            }
        }
        return ConfigurationDocument(root ?? .null, lines: lines)
    }

    // MARK: - Tokens

    mutating func peek() throws(ConfigurationSyntaxError) -> YAMLToken { try scanner.peek().token }

    mutating func skip() throws(ConfigurationSyntaxError) { _ = try scanner.next() }

    mutating func isAt(_ tokens: YAMLToken...) throws(ConfigurationSyntaxError) -> Bool {
        tokens.contains(try peek())
    }

    /// At the next token's line.
    private mutating func error(_ problem: SyntaxProblem) throws(ConfigurationSyntaxError) -> ConfigurationSyntaxError {
        ConfigurationSyntaxError(problem, line: try scanner.peek().line)
    }

    // MARK: - Nodes

    /// A value with what stands before it: an anchor, a tag, or one in place of a value.
    ///
    /// - Parameters:
    ///   - isBlock: whether a block may begin here.
    ///   - allowsIndentless: whether a list may stand as far left as its key.
    /// - Returns: the value.
    /// - Throws: where none can begin.
    mutating func node(
        isBlock: Bool = true, allowsIndentless: Bool = false
    ) throws(ConfigurationSyntaxError) -> Structure {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw .unsupported(line: try scanner.peek().line) }
        if case .alias(let name) = try peek() {
            guard let value = anchors[name] else { throw try error(.alias) }
            try skip()
            return value
        }
        var anchor: String?
        var tag: String?
        for _ in 0..<2 {
            if anchor == nil, case .anchor(let name) = try peek() {
                anchor = name
                // In itself it stands for nothing.
                anchors[name] = .null
                try skip()
            } else if tag == nil, case .tag(let name) = try peek() {
                tag = name
                try skip()
            }
        }
        let value = try content(isBlock: isBlock, allowsIndentless: allowsIndentless, anchor != nil, tag)
        if let anchor { anchors[anchor] = value }
        return value
    }

    private mutating func content(
        isBlock: Bool, allowsIndentless: Bool, _ isAnchored: Bool, _ tag: String?
    ) throws(ConfigurationSyntaxError) -> Structure {
        switch try peek() {
        case .scalar(let text, let isPlain):
            try skip()
            return isPlain ? YAMLScalar.value(ofPlain: text, tag: tag) : .text(text)
        case .flowSequence: return try flowSequence()
        case .flowMapping: return try flowMapping()
        case .blockSequence where isBlock:
            try skip()
            return try blockSequence()
        case .blockMapping where isBlock: return try blockMapping()
        case .blockEntry where allowsIndentless: return try indentlessSequence()
        default:
            // What has an anchor or a tag may be empty.
            guard isAnchored || tag != nil else { throw try error(depth == 1 ? .value : .nestedValue) }
            return YAMLScalar.value(ofPlain: "", tag: tag)
        }
    }

    // MARK: - Blocks

    private mutating func blockSequence() throws(ConfigurationSyntaxError) -> Structure {
        var elements: [Structure] = []
        listDepth += 1
        defer { listDepth -= 1 }
        while try peek() == .blockEntry {
            try skip()
            elements.append(try isAt(.blockEntry, .blockEnd) ? .null : try node())
        }
        guard try peek() == .blockEnd else { throw try error(.indentation) }
        try skip()
        return .list(elements)
    }

    private mutating func indentlessSequence() throws(ConfigurationSyntaxError) -> Structure {
        var elements: [Structure] = []
        listDepth += 1
        defer { listDepth -= 1 }
        while try peek() == .blockEntry {
            try skip()
            elements.append(try isAt(.blockEntry, .key, .value, .blockEnd) ? .null : try node())
        }
        return .list(elements)
    }

    private mutating func blockMapping() throws(ConfigurationSyntaxError) -> Structure {
        try skip()
        var members = Members()
        while try !isAt(.blockEnd) {
            let start = try scanner.peek()
            var key = Structure.null
            if start.token == .key {
                try skip()
                if try !isAt(.key, .value, .blockEnd) { key = try node(allowsIndentless: true) }
            } else if start.token != .value {
                throw try error(isScalar(start.token) ? .key : .indentation)
            }
            // The crate takes it for a part of the name, and IoT Edge knows no such name.
            guard key.text?.hasPrefix("\t") != true else { throw ConfigurationSyntaxError(.tab, line: start.line) }
            enter(key, line: start.line)
            var value = Structure.null
            if try peek() == .value {
                try skip()
                if try !isAt(.key, .value, .blockEnd) { value = try node(allowsIndentless: true) }
            }
            leave(key)
            members.set(key, value)
        }
        try skip()
        return members.structure
    }

    private func isScalar(_ token: YAMLToken) -> Bool {
        if case .scalar = token { true } else { false }
    }

    // MARK: - Members

    /// Members by their keys: IoT Edge takes those that are texts, and of two with one key the last.
    struct Members {
        private var members: [String: Structure] = [:]

        mutating func set(_ key: Structure, _ value: Structure) {
            if let name = key.text { members[name] = value }
        }

        var structure: Structure { .object(members) }
    }

    mutating func enter(_ key: Structure, line: Int) {
        guard listDepth == 0, let name = key.text else { return }
        path.append(name)
        if path.count <= ConfigurationDocument.deepestLine { lines[path] = line }
    }

    mutating func leave(_ key: Structure) {
        guard listDepth == 0, key.text != nil else { return }
        path.removeLast()
    }
}
