import FoundationEssentials

/// The targets of the package as the manifest declares them, top to bottom.
struct Manifest {
    struct Target: Sendable {
        let name: String
        /// On targets of the package, and on products of others.
        let dependencies: Set<String>
        /// The folder of its sources.
        let folder: String
    }

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    let targets: [Target]

    /// Reads the declarations of the product's targets; those of tests are made by a loop after them.
    init() throws {
        let text = try String(contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
        let declarations = text.prefix(upTo: text.firstRange(of: "let values")?.lowerBound ?? text.endIndex)
        targets = Self.targets(in: String(declarations))
    }

    private static func targets(in text: String) -> [Target] {
        let starts = ["target(", "systemLibrary(", "executableTarget("].flatMap { kind in
            text.ranges(of: "." + kind).filter { range in
                // `.target(name:` inside a list of dependencies has no line of its own.
                text[..<range.lowerBound].last { $0 != " " } == "\n"
            }.map(\.upperBound)
        }.sorted()
        return zip(starts, starts.dropFirst() + [text.endIndex]).compactMap { start, end in
            let declaration = text[start..<end].replacing("exclude: [\"Schema\"]", with: "")
            let words = declaration.split(separator: "\"", omittingEmptySubsequences: false)
            // Between quotation marks stands every other piece.
            let quoted = words.indices.filter { $0 % 2 == 1 }.map { (before: words[$0 - 1], word: String(words[$0])) }
            guard let name = quoted.first?.word else { return nil }
            let path = quoted.first { $0.before.hasSuffix("path: ") }?.word
            let packages = quoted.filter { $0.before.hasSuffix("package: ") }.map(\.word)
            return Target(
                name: name, dependencies: Set(quoted.dropFirst().map(\.word)).subtracting(packages + [path ?? ""]),
                folder: path ?? "Sources/\(name)")
        }
    }

    /// What the target stands on, at any depth, of this package.
    func closure(of name: String) -> Set<String> {
        guard let target = targets.first(where: { $0.name == name }) else { return [] }
        let own = target.dependencies.filter { name in targets.contains { $0.name == name } }
        return own.reduce(into: own) { $0.formUnion(closure(of: $1)) }
    }

    /// The arrows that do not follow from others, in the manifest's order.
    var arrows: [(from: String, to: String)] {
        targets.flatMap { target in
            let own = targets.map(\.name).filter(target.dependencies.contains)
            let further = own.reduce(into: Set<String>()) { $0.formUnion(closure(of: $1)) }
            return own.filter { !further.contains($0) }.map { (target.name, $0) }
        }
    }

    /// The modules that the target's sources import.
    func imports(of target: Target) throws -> [String: Set<String>] {
        let folder = Self.root.appending(path: target.folder).path
        guard let files = try? FileManager.default.subpathsOfDirectory(atPath: folder) else { return [:] }
        var imports: [String: Set<String>] = [:]
        for file in files where file.hasSuffix(".swift") {
            for line in try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8).split(separator: "\n")
            where line.first != " " {
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place <= 3, words.count > place + 1,
                    words[..<place].allSatisfy({ $0.hasPrefix("@") || ["package", "public", "internal"].contains($0) })
                else { continue }
                imports[String(words[words.count - 1]), default: []].insert(file)
            }
        }
        return imports
    }
}
