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
        /// True where only the control resolver gave the address.
        var controlResolver: Bool?
        var durationSeconds: Seconds?
    }

    struct Row: Codable {
        /// `name`, `transport`, `device-name`, `dps` or `registry`.
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
            case .deviceName: Row(about: "device-name", port: row.port, cells: cells)
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
        case .works(let duration, let way):
            Cell(
                vantage: vantage, state: "works", via: way.via, controlResolver: way == .controlResolver ? true : nil,
                durationSeconds: duration)
        case .fails(let finding): Cell(vantage: vantage, state: "fails", finding: finding)
        case .fallsShort(let finding): Cell(vantage: vantage, state: "falls-short", finding: finding)
        case .unknown(let reason):
            Cell(vantage: vantage, state: "unknown", reason: reason.english, message: MessageDocument(reason))
        case .absent: Cell(vantage: vantage, state: "absent")
        }
    }
}

extension MatrixDocument {
    /// Of columns times rows; a cell for each, whether the file has one or not.
    static let mostCells = 100_000

    /// Rows without columns, and the cells that a row has whatever the columns are, are too many by themselves.
    var isTooLarge: Bool {
        vantages.count > Self.mostCells || rows.count > Self.mostCells
            || rows.count * vantages.count > Self.mostCells
            || rows.reduce(0) { $0 + $1.cells.count } > Self.mostCells
    }

    /// The matrix; rows and cells that another version wrote and this one does not know are left out.
    var matrix: Matrix {
        var matrix = Matrix()
        matrix.vantages = vantages
        matrix.rows = rows.compactMap { row in
            row.matter.map { matter in
                let cells = Dictionary(row.cells.map { ($0.vantage, $0.cell) }) { first, _ in first }
                return Matrix.Row(matter, port: row.port, vantages.map { cells[$0] ?? .absent })
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
        case "device-name": .deviceName
        case "dps": .provisioning
        case "registry": host.map { .registry($0) }
        default: nil
        }
    }
}

extension MatrixDocument.Cell {
    fileprivate var cell: Matrix.Cell {
        switch state {
        case "works":
            .works(durationSeconds, controlResolver ?? false ? .controlResolver : Matrix.Way(via ?? .direct))
        case "fails": .fails(finding)
        case "falls-short": finding.map { .fallsShort($0) } ?? .fails(nil)
        case "unknown": .unknown(because: MessageDocument.sentence(message, reason ?? ""))
        default: .absent
        }
    }
}
