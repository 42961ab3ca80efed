import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A route as inline SVG; the shape of a link (solid, broken with a cross, dotted) says what its colour repeats.
struct PathDrawing {
    enum Direction {
        case across, down
    }

    private let breakage: PathPicture.Breakage
    private let isProven: Bool
    private let nodes: [DrawnNode]
    private let direction: Direction

    init(_ picture: PathPicture, on device: DeviceFacts, direction: Direction) {
        breakage = picture.breakage
        isProven = picture.isProven
        nodes = picture.nodes.map { DrawnNode($0, on: device) }
        self.direction = direction
    }

    private static let radius = 22
    /// From one node to the next.
    private var step: Int { direction == .across ? 146 : 92 }
    private var count: Int { nodes.count }
    /// Short paths are drawn as large as long ones.
    private var width: Int { direction == .across ? max(count, 7) * step : 330 }
    private var height: Int {
        let lines = nodes.map { details(of: $0).count }.max() ?? 0
        return direction == .across ? 116 + lines * 16 : count * step - 18
    }

    private func centre(_ index: Int) -> (x: Int, y: Int) {
        direction == .across ? (width / 2 + (2 * index - count + 1) * step / 2, 62) : (34, 40 + index * step)
    }

    var markup: Markup {
        """
        <svg class="\(direction == .across ? "wide" : "tall")" viewBox="0 0 \(width) \(height)" role="img" \
        aria-label="\(description)">
        \((0..<max(0, count - 1)).map(link))
        \(nodes.indices.map(node))
        \(mark)
        </svg>
        """
    }

    /// The drawing in words.
    private var description: String {
        var words: [String] = []
        for (index, node) in nodes.enumerated() {
            words.append(node.title + (node.details.isEmpty ? "" : " (\(node.details.joined(separator: ", ")))"))
            switch breakage {
            case .at(index): words.append(phrase("the path breaks here"))
            case .after(index): words.append(phrase("the path breaks between these"))
            case .somewhere(index): words.append(phrase("the path breaks somewhere behind this"))
            default: break
            }
        }
        return phrase("Path: \(verbatim: words.joined(separator: phrase(", then "))).")
    }

    private enum LinkState: String {
        case works = "link"
        case cut = "link cut"
        case unknown = "link unknown"
    }

    private func state(ofLink index: Int) -> LinkState {
        switch breakage {
        case .none: isProven ? .works : .unknown
        case .at(let node): index < node ? .works : .unknown
        case .after(let node): index < node ? .works : index == node ? .cut : .unknown
        case .somewhere(let node): index < node ? .works : .unknown
        }
    }

    private func link(_ index: Int) -> Markup {
        let (from, to) = (centre(index), centre(index + 1))
        let gap = Self.radius + 4
        let state = state(ofLink: index).rawValue
        // Standing, the words of a node stand beside it, so the link has the whole way.
        return direction == .across
            ? "<line class=\"\(state)\" x1=\"\(from.x + gap)\" y1=\"\(from.y)\" x2=\"\(to.x - gap)\" y2=\"\(to.y)\"/>\n"
            : "<line class=\"\(state)\" x1=\"\(from.x)\" y1=\"\(from.y + gap)\" x2=\"\(to.x)\" y2=\"\(to.y - gap)\"/>\n"
    }

    private func node(_ index: Int) -> Markup {
        let node = nodes[index]
        let (x, y) = centre(index)
        let shape = node.kind == .silent || node.kind == .elided ? "node silent" : "node"
        let kind = breakage == .at(index) ? shape + " bad" : shape
        let words = details(of: node).enumerated().map { line, text -> Markup in
            direction == .across
                ? "<text class=\"small\" x=\"\(x)\" y=\"\(y + 62 + line * 16)\" text-anchor=\"middle\">\(text)</text>"
                : "<text class=\"small\" x=\"\(x + 40)\" y=\"\(y + 14 + line * 16)\">\(text)</text>"
        }
        let title: Markup =
            direction == .across
            ? "<text class=\"strong\" x=\"\(x)\" y=\"\(y + 44)\" text-anchor=\"middle\">\(node.title)</text>"
            : "<text class=\"strong\" x=\"\(x + 40)\" y=\"\(y - 4)\">\(node.title)</text>"
        return """
            <circle class="\(kind)" cx="\(x)" cy="\(y)" r="\(Self.radius)"/>\
            <g class="glyph" transform="translate(\(x - 12) \(y - 12))">\(Self.glyph(node.kind))</g>\(title)\(words)

            """
    }

    private func details(of node: DrawnNode) -> [String] {
        Array(node.details.flatMap { Self.lines($0, direction == .across ? 22 : 36) }.prefix(3))
    }

    /// The cross, or the question mark, and the words beside it.
    private var mark: Markup {
        switch breakage {
        case .none: return ""
        case .at(let index):
            let (x, y) = centre(index)
            return cross(x + 17, y - 17) + words(phrase("stopped here"), x, y, isBeside: false)
        case .after(let index):
            let (from, to) = (centre(index), centre(min(index + 1, count - 1)))
            let (x, y) = ((from.x + to.x) / 2, (from.y + to.y) / 2)
            return cross(x, y) + words(phrase("stops here"), x, y, isBeside: true)
        case .somewhere(let index):
            let (from, to) = (centre(index), centre(count - 1))
            let (x, y) = ((from.x + to.x) / 2, (from.y + to.y) / 2)
            return direction == .across
                ? "<text class=\"doubt\" x=\"\(x)\" y=\"\(y - 30)\" text-anchor=\"middle\">\(words: "? somewhere here")</text>"
                : "<text class=\"doubt\" x=\"\(x + 40)\" y=\"\(centre(index).y + 52)\">\(words: "? somewhere here")</text>"
        }
    }

    private func cross(_ x: Int, _ y: Int) -> Markup {
        """
        <path class="mark" d="M\(x - 10) \(y - 10)L\(x + 10) \(y + 10)M\(x + 10) \(y - 10)L\(x - 10) \(y + 10)"/>
        """
    }

    private func words(_ text: String, _ x: Int, _ y: Int, isBeside: Bool) -> Markup {
        direction == .across
            ? "<text class=\"broken\" x=\"\(x)\" y=\"\(y - 36)\" text-anchor=\"middle\">\(text)</text>"
            : isBeside
                ? "<text class=\"broken\" x=\"\(x + 20)\" y=\"\(y + 5)\">\(text)</text>"
                : "<text class=\"broken\" x=\"\(x + 150)\" y=\"\(y - 4)\">\(text)</text>"
    }

    /// The text in lines, broken where names and addresses have their marks.
    static func lines(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var rest = PlainText().line(text)[...]
        while rest.count > width, lines.count < 2 {
            // Behind the first dot (colon, hyphen) that leaves no more than a line, else behind the last one.
            let places = [".", ":", "-"].lazy.map { mark in
                rest.prefix(width).indices.filter { String(rest[$0]) == mark }.map { rest.index(after: $0) }
            }.first { !$0.isEmpty }
            let end =
                places?.first { rest.distance(from: $0, to: rest.endIndex) <= width } ?? places?.last
                ?? rest.prefix(width).endIndex
            lines.append(String(rest[..<end]))
            rest = rest[end...]
        }
        if !rest.isEmpty { lines.append(rest.count > width ? rest.prefix(width - 1) + "…" : String(rest)) }
        return lines
    }

    /// What a node is, on a ground of 24 by 24.
    private static func glyph(_ kind: DrawnNode.Kind) -> Markup {
        switch kind {
        case .containers: "<path d=\"M3 7l9-4 9 4v10l-9 4-9-4zM3 7l9 4 9-4M12 11v10\"/>"
        case .bridge: "<path d=\"M2 17h20M4 17v-5c0-4 3-6 8-6s8 2 8 6v5M12 6v11M8 7v10M16 7v10\"/>"
        case .host: "<path d=\"M3 5h18v11H3zM9 20h6M12 16v4\"/>"
        case .router: "<path d=\"M3 13h18v6H3zM7 16h.1M11 16h.1M12 13V5m-3 3l3-3 3 3\"/>"
        case .silent: "<path d=\"M3 13h18v6H3z\"/>"
        case .elided: "<path d=\"M5 12h.1M12 12h.1M19 12h.1\" stroke-width=\"4\" stroke-linecap=\"round\"/>"
        case .proxy: "<path d=\"M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z\"/>"
        case .resolver: "<path d=\"M5 3h11l3 3v15H5zM8 9h8M8 13h8M8 17h5\"/>"
        case .service: "<path d=\"M7 18h10a4 4 0 0 0 .5-8A6 6 0 0 0 6 9.5 4.3 4.3 0 0 0 7 18z\"/>"
        }
    }
}

extension Markup {
    fileprivate static func + (left: Markup, right: Markup) -> Markup { "\(left)\(right)" }
}
