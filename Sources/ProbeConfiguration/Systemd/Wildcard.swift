/// A pattern for names of files, with `*`, `?` and sets in brackets (glob(7)).
struct Wildcard {
    private enum Piece {
        case any
        case one
        case character(Character)
        case set([ClosedRange<Character>], isNegated: Bool)
    }

    private let pieces: [Piece]

    init(_ pattern: Substring) {
        var pieces: [Piece] = []
        var rest = pattern
        while let character = rest.popFirst() {
            switch character {
            case "*":
                // Several stand for what one does.
                if case .any? = pieces.last { break }
                pieces.append(.any)
            case "?": pieces.append(.one)
            case "\\": if let escaped = rest.popFirst() { pieces.append(.character(escaped)) }
            case "[":
                guard let set = Self.set(&rest) else { fallthrough }
                pieces.append(set)
            default: pieces.append(.character(character))
            }
        }
        self.pieces = pieces
    }

    /// What stands between brackets; nothing, and nothing taken, where they are not closed.
    private static func set(_ rest: inout Substring) -> Piece? {
        var inside = rest
        let isNegated = inside.first == "!" || inside.first == "^"
        if isNegated { inside.removeFirst() }
        var ranges: [ClosedRange<Character>] = []
        while let first = inside.popFirst() {
            if first == "]", !ranges.isEmpty {
                rest = inside
                return .set(ranges, isNegated: isNegated)
            }
            if inside.first == "-", let last = inside.dropFirst().first, last != "]" {
                inside.removeFirst(2)
                if first <= last { ranges.append(first...last) }
            } else {
                ranges.append(first...first)
            }
        }
        return nil
    }

    /// In time that grows with the name times the pattern, whatever both are.
    func matches(_ name: String) -> Bool {
        var reached: Set<Int> = closure(of: [0])
        for character in name {
            var next: Set<Int> = []
            for index in reached where index < pieces.count {
                switch pieces[index] {
                case .any: next.insert(index)
                case .one: next.insert(index + 1)
                case .character(let wanted): if wanted == character { next.insert(index + 1) }
                case .set(let ranges, let isNegated):
                    if ranges.contains(where: { $0.contains(character) }) != isNegated { next.insert(index + 1) }
                }
            }
            reached = closure(of: next)
        }
        return reached.contains(pieces.count)
    }

    /// A star stands for nothing as well.
    private func closure(of indices: Set<Int>) -> Set<Int> {
        var reached = indices
        for var index in indices {
            while index < pieces.count, case .any = pieces[index] {
                index += 1
                reached.insert(index)
            }
        }
        return reached
    }
}
