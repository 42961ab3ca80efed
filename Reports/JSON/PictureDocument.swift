import ProbeCore
import ProbeFindings

/// The `matrix` object: what works from where, as every other format shows it.
struct MatrixDocument: Codable {
    struct Cell: Codable {
        var vantage: Vantage
        /// `works`, `fails`, `falls-short` (nothing needs it), `unknown` or `absent` (not asked from there).
        var state: String
        /// The finding that says why, counted from one.
        var finding: Int?
        var reason: String?
        var message: MessageDocument?
        var via: Endpoint.Via?
        var durationSeconds: Seconds?
    }

    struct Row: Codable {
        /// `name`, `transport`, `dps` or `registry`.
        var about: String
        var transport: Transport?
        var host: HostName?
        var port: UInt16?
        var cells: [Cell]
    }

    struct Remark: Codable {
        struct Part: Codable {
            var text: String
            var message: MessageDocument
            var right: Bool?
            var finding: Int?
        }

        var about: Matrix.Remark.Matter
        var parts: [Part]
    }

    /// The columns.
    var vantages: [Vantage]
    var rows: [Row]
    var remarks: [Remark]

    init(_ matrix: Matrix) {
        vantages = matrix.vantages
        rows = matrix.rows.map { row in
            let cells = zip(matrix.vantages, row.cells).map { Self.cell($1, from: $0) }
            return switch row.matter {
            case .name: Row(about: "name", cells: cells)
            case .transport(let transport): Row(about: "transport", transport: transport, port: row.port, cells: cells)
            case .provisioning: Row(about: "dps", port: row.port, cells: cells)
            case .registry(let host): Row(about: "registry", host: host, port: row.port, cells: cells)
            }
        }
        remarks = matrix.remarks.map { remark in
            Remark(
                about: remark.matter,
                parts: remark.parts.map { part in
                    Remark.Part(
                        text: part.text.english, message: MessageDocument(part.text), right: part.isRight,
                        finding: part.finding)
                })
        }
    }

    private static func cell(_ cell: Matrix.Cell, from vantage: Vantage) -> Cell {
        switch cell {
        case .works(let duration, let via):
            Cell(vantage: vantage, state: "works", via: via, durationSeconds: duration)
        case .fails(let finding): Cell(vantage: vantage, state: "fails", finding: finding)
        case .fallsShort(let finding): Cell(vantage: vantage, state: "falls-short", finding: finding)
        case .unknown(let reason):
            Cell(vantage: vantage, state: "unknown", reason: reason.english, message: MessageDocument(reason))
        case .absent: Cell(vantage: vantage, state: "absent")
        }
    }
}

extension MatrixDocument {
    /// The matrix; rows and cells that another version wrote and this one does not know are left out.
    var matrix: Matrix {
        var matrix = Matrix()
        matrix.vantages = vantages
        matrix.rows = rows.compactMap { row in
            row.matter.map { matter in
                Matrix.Row(
                    matter, port: row.port,
                    vantages.map { vantage in row.cells.first { $0.vantage == vantage }?.cell ?? .absent })
            }
        }
        matrix.remarks = remarks.map { remark in
            Matrix.Remark(
                remark.about,
                remark.parts.map { part in
                    Matrix.Remark.Part(
                        MessageDocument.sentence(part.message, part.text), isRight: part.right, finding: part.finding)
                })
        }
        return matrix
    }
}

extension MatrixDocument.Row {
    fileprivate var matter: Matrix.Matter? {
        switch about {
        case "name": .name
        case "transport": transport.map { .transport($0) }
        case "dps": .provisioning
        case "registry": host.map { .registry($0) }
        default: nil
        }
    }
}

extension MatrixDocument.Cell {
    fileprivate var cell: Matrix.Cell {
        switch state {
        case "works": .works(durationSeconds, via ?? .direct)
        case "fails": .fails(finding)
        case "falls-short": finding.map { .fallsShort($0) } ?? .fails(nil)
        case "unknown": .unknown(because: MessageDocument.sentence(message, reason ?? ""))
        default: .absent
        }
    }
}

/// One member of `names`: how long a name took to resolve.
struct NameDocument: Codable {
    var host: HostName
    var vantage: Vantage
    var durationSeconds: Seconds

    init(_ name: NameTrace) {
        host = name.host
        vantage = name.vantage
        durationSeconds = name.duration
    }

    var name: NameTrace { NameTrace(host, from: vantage, durationSeconds) }
}

/// One member of `ladders`: an endpoint and a vantage with the times of the rungs.
struct LadderDocument: Codable {
    struct Climb: Codable {
        var rung: LadderTrace.Rung
        var observation: Int
        var startedAtSeconds: Seconds
        var durationSeconds: Seconds
        var end: LadderTrace.End
    }

    var endpoint: Endpoint
    var vantage: Vantage
    var proven: Bool
    /// From the start of the connection to the answer of its protocol; absent where there was none.
    var durationSeconds: Seconds?
    var rungs: [Climb]

    init(_ ladder: LadderTrace) {
        endpoint = ladder.endpoint
        vantage = ladder.vantage
        proven = ladder.isProven
        durationSeconds = ladder.duration
        rungs = ladder.climbs.map {
            Climb(
                rung: $0.rung, observation: $0.observation, startedAtSeconds: $0.start, durationSeconds: $0.duration,
                end: $0.end)
        }
    }

    var ladder: LadderTrace {
        LadderTrace(
            endpoint, from: vantage,
            rungs.map {
                LadderTrace.Climb(
                    $0.rung, $0.observation, start: $0.startedAtSeconds, duration: $0.durationSeconds, $0.end)
            }, isProven: proven, duration: durationSeconds)
    }
}

/// The `path` object: the way from a container to the hub, and where it breaks.
struct PathDocument: Codable {
    struct Node: Codable {
        var kind: String
        var vantages: [Vantage]?
        var hop: Int?
        var address: IPAddress?
        var hops: Int?
        var host: Host?
        var proxy: ProxyAddress?
        var resolver: String?

        init(_ node: PathPicture.Node) {
            switch node {
            case .containers: kind = "containers"
            case .bridges(let vantages): (kind, self.vantages) = ("bridges", vantages)
            case .namespaces(let vantages): (kind, self.vantages) = ("namespaces", vantages)
            case .host: kind = "host"
            case .router(let hop, let address): (kind, self.hop, self.address) = ("router", hop, address)
            case .silent(let hop): (kind, self.hop) = ("silent", hop)
            case .elided(let hops): (kind, self.hops) = ("elided", hops)
            case .unseen: kind = "unseen"
            case .proxy(let proxy): (kind, self.proxy) = ("proxy", proxy)
            case .resolver(let resolver): (kind, self.resolver) = ("resolver", resolver.description)
            case .hub(let host): (kind, self.host) = ("hub", host)
            case .provisioning(let host): (kind, self.host) = ("dps", host)
            case .registry(let host): (kind, self.host) = ("registry", host)
            case .service(let host): (kind, self.host) = ("service", host)
            }
        }
    }

    /// Where it breaks: `at` a node, `after` it, or `somewhere` behind it; absent where it does not.
    struct Break: Codable {
        var kind: String
        var node: Int

        init?(_ breakage: PathPicture.Breakage) {
            switch breakage {
            case .none: return nil
            case .at(let node): (kind, self.node) = ("at", node)
            case .after(let node): (kind, self.node) = ("after", node)
            case .somewhere(let node): (kind, self.node) = ("somewhere", node)
            }
        }
    }

    var nodes: [Node]
    var breaks: Break?
    /// The finding that is drawn, counted from one.
    var finding: Int?
    /// Some transport of the hub was proven.
    var proven: Bool

    init(_ path: PathPicture) {
        nodes = path.nodes.map(Node.init)
        breaks = Break(path.breakage)
        finding = path.finding
        proven = path.isProven
    }

    /// The drawing; nothing where another version drew what this one does not know.
    var path: PathPicture? {
        let known = nodes.compactMap(\.node)
        guard known.count == nodes.count else { return nil }
        return PathPicture(nodes: known, breakage: breaks?.breakage ?? .none, finding: finding, isProven: proven)
    }
}

extension PathDocument.Break {
    fileprivate var breakage: PathPicture.Breakage {
        switch kind {
        case "at": .at(node)
        case "after": .after(node)
        default: .somewhere(node)
        }
    }
}

extension PathDocument.Node {
    fileprivate var node: PathPicture.Node? {
        switch kind {
        case "containers": .containers
        case "bridges": vantages.map { .bridges($0) }
        case "namespaces": vantages.map { .namespaces($0) }
        case "host": .host
        case "router": hop.flatMap { hop in address.map { .router(hop: hop, $0) } }
        case "silent": hop.map { .silent(hop: $0) }
        case "elided": hops.map { .elided($0) }
        case "unseen": .unseen
        case "proxy": proxy.map { .proxy($0) }
        case "resolver": resolver.flatMap { SocketAddress($0, defaultPort: 53) }.map { .resolver($0) }
        case "hub": host.map { .hub($0) }
        case "dps": host.map { .provisioning($0) }
        case "registry": host.map { .registry($0) }
        case "service": host.map { .service($0) }
        default: nil
        }
    }
}
