import ProbeCore
import ProbeFindings

extension HTMLReport {
    /// The matrix as a table; each state has its own shape, word and colour.
    var matrix: Markup {
        let matrix = report.diagnosis.picture.matrix
        guard !matrix.rows.isEmpty || !matrix.remarks.isEmpty else { return "" }
        let heads = matrix.vantages.map { vantage -> Markup in "<th scope=\"col\">\(vantage)</th>" }
        let rows = matrix.rows.map { row -> Markup in
            let port: Markup = row.port == nil ? "" : " <span class=\"port\">\(row.portText)</span>"
            let cells = row.cells.map { cell -> Markup in "<td>\(Self.cell(cell))</td>" }
            return "<tr><th scope=\"row\">\(matrix.name(of: row))\(port)</th>\(cells)</tr>\n"
        }
        let remarks = matrix.remarks.map { remark -> Markup in
            let parts = remark.parts.map { part -> Markup in "<span class=\"part\">\(Self.part(part))</span>" }
            return
                "<tr><th scope=\"row\">\(remark.name)</th><td class=\"remark\" colspan=\"\(max(1, matrix.vantages.count))\">\(parts)</td></tr>\n"
        }
        let notes = matrix.legend(report.survey.assignment).map { mark, words -> Markup in
            "<p class=\"faint\">\(mark) \(words)</p>\n"
        }
        return """
            <section aria-labelledby="matrix">
            <h2 id="matrix">\(words: "What works from where")</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="matrix">
            <table class="matrix">
            <thead><tr><td></td>\(heads)</tr></thead>
            <tbody>
            \(rows)\(remarks)</tbody>
            </table>
            </div>
            \(notes)</section>
            """
    }

    private static func part(_ part: Matrix.Remark.Part) -> Markup {
        switch part.isRight {
        case true?: "<span class=\"cell ok\">\(Icon.works)<span class=\"time\">\(part.words)</span></span>"
        case false?: "<span class=\"cell fail\">\(Icon.fails)\(part.words)</span>"
        case nil: "<span class=\"cell unknown\">\(Icon.unknown)\(part.words)</span>"
        }
    }

    private static func cell(_ cell: Matrix.Cell) -> Markup {
        switch cell {
        case .works(let duration, let way):
            let time = duration.map { " " + milliseconds($0) } ?? ""
            return
                "<span class=\"cell ok\">\(Icon.works)\(words: "ok")<span class=\"time\">\(time)\(way.mark)</span></span>"
        case .fails(let number):
            let link = number.map { number -> Markup in " <a href=\"#finding-\(number)\">[\(number)]</a>" }
            return "<span class=\"cell fail\">\(Icon.fails)\(words: "FAIL")\(link)</span>"
        case .fallsShort(let number):
            return
                "<span class=\"cell none\">\(Icon.closed)\(words: "closed, not needed") <a href=\"#finding-\(number)\">[\(number)]</a></span>"
        case .unknown(let reason):
            return "<span class=\"cell unknown\" title=\"\(reason)\">\(Icon.unknown)\(words: "not known")</span>"
        case .absent:
            return
                "<span class=\"cell none\"><span aria-hidden=\"true\">–</span><span class=\"hidden\">\(words: "not asked")</span></span>"
        }
    }

    /// Milliseconds below a second, seconds from there on.
    static func milliseconds(_ duration: Seconds) -> String {
        (0..<1).contains(duration.value)
            ? phrase("\(verbatim: "\(Int((duration.value * 1000).rounded()))") ms")
            : phrase("\(verbatim: TextReport.seconds(duration)) s")
    }
}
