import FoundationEssentials
import Testing

/// No tuple is made around an `await`.
///
/// Optimized code of Swift 6.2 and 6.3 loses what a task puts into its resulting tuple before it is suspended
/// (swiftlang/swift#91911): resolvers' answers were gone in release builds alone.
struct SuspendedTupleTests {
    @Test(arguments: ["Sources", "Probes", "Reports", "Tests"])
    func `what a tuple holds is there before the tuple is`(folder: String) throws {
        for (file, text) in try Manifest.texts(below: Manifest.root.appending(path: folder))
        where !#filePath.hasSuffix(file) {
            for tuple in Self.suspendedTuples(in: text) { Issue.record("\(file): \(tuple)") }
        }
    }

    @Test func `tuples are told from calls, conditions and closures`() {
        let text = """
            return (index, .success(try await ask(host, type)))
            group.addTask { (index, await ask(index)) }
            let x = (await first(), second)
            let both = await (first, second)
            call(index, await value)
            withCall(index) { (await value) }
            if (await value) { run(a, b) }
            let f = { (a, b) in await ask(a, b) }
            // (index, await ask(index))
            """
        #expect(
            Self.suspendedTuples(in: text) == [
                "(index, .success(try await ask(host, type)))", "(index, await ask(index))", "(await first(), second)",
            ])
    }

    /// The parentheses that follow no name, have a comma of their own, and wait inside.
    private static func suspendedTuples(in text: String) -> [String] {
        let code = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line
        }.joined(separator: "\n").utf8.map { Character(Unicode.Scalar($0)) }
        var open: [(start: Int, isTuple: Bool, hasComma: Bool)] = []
        var found: [(start: Int, text: String)] = []
        for (index, character) in code.enumerated() {
            switch character {
            case "(", "[", "{":
                open.append((index, character == "(" && !followsName(code[..<index]), false))
            case ",":
                if !open.isEmpty { open[open.count - 1].hasComma = true }
            case ")", "]", "}":
                guard let last = open.popLast(), last.isTuple, last.hasComma else { continue }
                let inside = String(code[last.start...index])
                if inside.contains("await ") { found.append((last.start, inside)) }
            default: continue
            }
        }
        return found.sorted { $0.start < $1.start }.map(\.text)
    }

    /// Whether what follows is what a call takes.
    private static func followsName(_ before: ArraySlice<Character>) -> Bool {
        let line = before.reversed().drop { $0 == " " }
        guard let last = line.first else { return false }
        let word = String(line.prefix { $0.isLetter }.reversed())
        return !["return", "in", "await", "try"].contains(word)
            && (last.isLetter || last.isNumber || ")]>_!?`\"".contains(last))
    }
}
