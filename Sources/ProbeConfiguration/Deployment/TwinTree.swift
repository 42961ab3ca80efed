import ProbeCore

/// The desired properties of a module's twin, however a manifest spells them.
///
/// A complete deployment has them under `properties.desired`, a layered one has `properties.desired.modules.camera` and the
/// like, each of which stands for the branch that its name leads to.
struct TwinTree {
    /// A value, and where it stands in the file.
    struct Place {
        let value: Structure
        let path: [String]
    }

    /// By what each stands for below `properties.desired`; of several for the same the last one counts.
    private var branches: [[String]: [Place]] = [:]
    /// The names that lead on to a branch, by where they stand.
    private var names: [[String]: Set<String>] = [:]

    private static let desired = "properties.desired"
    /// Of a branch's name; nothing that is read here lies half as deep.
    private static let deepest = 16

    init(_ twin: Structure, at path: [String]) {
        if let nested = twin["properties", "desired"] {
            add(Place(value: nested, path: path + ["properties", "desired"]), at: [])
        }
        for (name, value) in twin.members.sorted(by: { $0.key < $1.key }) {
            let place = Place(value: value, path: path + [name])
            if name == Self.desired { add(place, at: []) }
            guard name.hasPrefix(Self.desired + ".") else { continue }
            add(place, at: name.split(separator: ".").dropFirst(2).map(String.init))
        }
    }

    private mutating func add(_ place: Place, at root: [String]) {
        guard root.count <= Self.deepest else { return }
        branches[root, default: []].append(place)
        for depth in root.indices { names[Array(root[..<depth]), default: []].insert(root[depth]) }
    }

    /// Whether there are any desired properties.
    var isEmpty: Bool { branches.isEmpty }

    /// It has the runtime's own modules, nested as only a deployment has them that stands for itself.
    var isComplete: Bool {
        (branches[[]] ?? []).contains { !($0.value["systemModules"]?.members.isEmpty ?? true) }
    }

    /// The value at a path, of the branch that names it most closely.
    subscript(_ path: [String]) -> Place? {
        for depth in (0...path.count).reversed() {
            let rest = path[depth...]
            for branch in (branches[Array(path[..<depth])] ?? []).reversed() {
                guard let value = branch.value.value(at: rest) else { continue }
                return Place(value: value, path: branch.path + rest)
            }
        }
        return nil
    }

    /// The names of the members at a path, in the order of the alphabet.
    func members(of path: [String]) -> [String] {
        var members = names[path] ?? []
        for depth in 0...path.count {
            for branch in branches[Array(path[..<depth])] ?? [] {
                members.formUnion(branch.value.value(at: path[depth...])?.members.keys.map(\.self) ?? [])
            }
        }
        return members.sorted()
    }

    /// The line of a value, or of the closest thing around it that has one.
    func line(of path: [String], in document: ConfigurationDocument) -> Int? {
        guard let place = self[path] else { return path.isEmpty ? nil : line(of: path.dropLast(), in: document) }
        return (0...place.path.count).reversed().lazy.compactMap { document.line(of: Array(place.path.prefix($0))) }
            .first
    }
}

extension Structure {
    fileprivate func value(at path: ArraySlice<String>) -> Structure? { path.reduce(Optional(self)) { $0?[$1] } }
}
