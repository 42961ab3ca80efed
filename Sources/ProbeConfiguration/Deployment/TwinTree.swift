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

    private struct Branch {
        /// Below `properties.desired`.
        let root: [String]
        let place: Place
    }

    /// The whole before its branches.
    private let branches: [Branch]

    private static let desired = "properties.desired"

    init(_ twin: Structure, at path: [String]) {
        let nested = twin["properties", "desired"].map {
            [Branch(root: [], place: Place(value: $0, path: path + ["properties", "desired"]))]
        }
        let dotted = twin.members.compactMap { name, value -> Branch? in
            let place = Place(value: value, path: path + [name])
            if name == Self.desired { return Branch(root: [], place: place) }
            guard name.hasPrefix(Self.desired + ".") else { return nil }
            return Branch(root: name.split(separator: ".").dropFirst(2).map(String.init), place: place)
        }
        branches = ((nested ?? []) + dotted).sorted {
            ($0.root.count, $0.root.joined(separator: ".")) < ($1.root.count, $1.root.joined(separator: "."))
        }
    }

    /// Whether there are any desired properties.
    var isEmpty: Bool { branches.isEmpty }

    /// The value at a path, of the branch that names it most closely.
    subscript(_ path: [String]) -> Place? {
        branches.reversed().lazy.compactMap { branch -> Place? in
            guard path.starts(with: branch.root) else { return nil }
            let rest = path.dropFirst(branch.root.count)
            let value = rest.reduce(Optional(branch.place.value)) { $0?[$1] }
            return value.map { Place(value: $0, path: branch.place.path + rest) }
        }.first
    }

    /// The names of the members at a path, in the order of the alphabet.
    func members(of path: [String]) -> [String] {
        let names = branches.flatMap { branch -> [String] in
            if branch.root.count > path.count {
                return branch.root.starts(with: path) ? [branch.root[path.count]] : []
            }
            guard path.starts(with: branch.root) else { return [] }
            let value = path.dropFirst(branch.root.count).reduce(Optional(branch.place.value)) { $0?[$1] }
            return value.map { Array($0.members.keys) } ?? []
        }
        return Set(names).sorted()
    }

    /// The line of a value, or of the closest thing around it that has one.
    func line(of path: [String], in document: ConfigurationDocument) -> Int? {
        guard let place = self[path] else { return path.isEmpty ? nil : line(of: path.dropLast(), in: document) }
        return (0...place.path.count).reversed().lazy.compactMap { document.line(of: Array(place.path.prefix($0))) }
            .first
    }
}
