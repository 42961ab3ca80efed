import ProbeCore
import ProbeFindings

extension TextReport {
    /// The matrix, in as many blocks as the page needs for the columns of all vantages.
    mutating func matrix() {
        let matrix = report.diagnosis.picture.matrix
        guard !matrix.rows.isEmpty || !matrix.remarks.isEmpty else { return }
        // A vantage's name may come from a recording: measured and cut as it will be printed.
        let names = matrix.vantages.map { vantage in
            Self.shortened(
                PlainText(isASCII: true).line(vantage.description), to: TextPage.columns - Self.margin)
        }
        let widths = names.map { max(16, PlainText.width($0) + 2) }
        var next = 0
        while next < matrix.vantages.count, !matrix.rows.isEmpty {
            var end = next
            var used = Self.margin
            // The last column needs no gap behind it.
            while end < widths.count, end == next || used + widths[end] - 2 <= TextPage.columns {
                used += widths[end]
                end += 1
            }
            block(matrix, names, columns: next..<end, widths: widths)
            next = end
        }
        if matrix.rows.isEmpty { page.gap() }
        for remark in matrix.remarks { self.remark(remark) }
        for (mark, words) in matrix.legend(report.survey.assignment) {
            if mark.isEmpty {
                page.paragraph(words.line.text)
            } else {
                page.paragraph(after: .init(mark), at: 2, words.line.text)
            }
        }
    }

    private static var margin: Int { 18 }

    private func head(of row: Matrix.Row, in matrix: Matrix) -> String {
        let name = matrix.name(of: row)
        return Self.padded(
            Self.padded(name, to: row.port == nil ? 0 : max(9, PlainText.width(name) + 1)) + row.portText,
            to: Self.margin)
    }

    private mutating func block(_ matrix: Matrix, _ names: [String], columns: Range<Int>, widths: [Int]) {
        page.gap()
        let heads = columns.map { Self.padded(names[$0], to: widths[$0]) }
        page.line(.init(String(repeating: " ", count: Self.margin) + heads.joined()))
        for row in matrix.rows where columns.contains(where: { row.cells[$0] != .absent }) {
            let head = head(of: row, in: matrix)
            let cells = columns.map { index in
                let cell = row.cells[index]
                let text = cell.text
                return [
                    TextPage.Span(text, cell.style),
                    TextPage.Span(String(repeating: " ", count: max(0, widths[index] - PlainText.width(text)))),
                ]
            }
            page.line([.init(head)] + cells.joined())
        }
    }

    /// Its parts, in as many lines as they need.
    private mutating func remark(_ remark: Matrix.Remark) {
        var spans = [TextPage.Span(Self.padded(remark.name, to: Self.margin))]
        var used = Self.margin
        for (index, part) in remark.parts.enumerated() {
            let isLast = index == remark.parts.count - 1
            let text = Self.shortened(part.words, to: TextPage.columns - Self.margin - 1)
            if used > Self.margin, used + 1 + PlainText.width(text) + (isLast ? 0 : 1) > TextPage.columns {
                page.line(spans)
                spans = [TextPage.Span(String(repeating: " ", count: Self.margin))]
                used = Self.margin
            } else if used > Self.margin {
                spans.append(.init(" "))
                used += 1
            }
            let style: TextPage.Style = part.isRight == true ? .green : part.isRight == false ? .red : .yellow
            spans.append(.init(text, style))
            if !isLast { spans.append(.init(",")) }
            used += PlainText.width(text) + (isLast ? 0 : 1)
        }
        page.line(spans)
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - PlainText.width(text)))
    }

    private static func shortened(_ text: String, to width: Int) -> String {
        PlainText.shortened(text, to: width)
    }
}

extension Matrix.Cell {
    fileprivate var text: String {
        switch self {
        case .works(let duration, let way):
            phrase("ok") + (duration.map { "   " + Self.aligned($0) } ?? "") + way.mark
        case .fails(let number): phrase("FAIL") + (number.map { " [\($0)]" } ?? "")
        case .fallsShort(let number): phrase("no   [\(number)]")
        case .unknown: "?"
        case .absent: "-"
        }
    }

    fileprivate var style: TextPage.Style {
        switch self {
        case .works: .green
        case .fails: .red
        case .unknown: .yellow
        case .fallsShort, .absent: .plain
        }
    }

    /// Milliseconds with their last digits under each other.
    private static func aligned(_ duration: Seconds) -> String {
        let isShort = (0..<1).contains(duration.value)
        let text =
            isShort
            ? phrase("\(verbatim: "\(Int((duration.value * 1000).rounded()))") ms") : duration.sentence.text
        return String(repeating: " ", count: max(0, 5 - PlainText.width(text))) + text
    }
}
