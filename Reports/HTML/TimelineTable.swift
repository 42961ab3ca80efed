import ProbeCore
import ProbeFindings

/// The ladders' timeline as a table: a row for an endpoint and vantage, a lane for each rung, one axis for all.
struct TimelineTable {
    private let rows: [LadderTrace]
    /// The whole axis, in seconds.
    private let length: Double

    init(_ report: Report) {
        rows = report.diagnosis.picture.ladders
        length = max(rows.map(\.end).max() ?? 0, 0.001)
    }

    var markup: Markup {
        guard !rows.isEmpty else { return "" }
        return """
            <section aria-labelledby="timeline">
            <h2 id="timeline">\(words: "When what was waited for")</h2>
            <ul class="legend">\(LadderTrace.Rung.allCases.map(Self.legend))\
            <li><span class="bar silent"></span>\(words: "hatched: waited in silence")</li>\
            <li><span class="bar tcp broken"></span>\(words: "outlined: answered, but failed")</li></ul>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="timeline">
            <table class="timeline">
            <caption>\(words: "In each row from top to bottom: DNS, TCP, TLS, protocol.")\(isCompressed ? " \(words: "Later times stand closer together.")" : "")</caption>
            <thead><tr><th scope="col" class="what">\(words: "Ladder")</th><th scope="col" class="vantage">\(words: "From")</th>\
            <th scope="col"><span class="hidden">\(words: "Rungs over time")</span>\(axis)</th>\
            <th scope="col" class="end">\(words: "Took")</th></tr></thead>
            <tbody>
            \(rows.map(row))</tbody>
            </table>
            </div>
            </section>
            """
    }

    private static func legend(_ rung: LadderTrace.Rung) -> Markup {
        "<li><span class=\"bar \(rung.rawValue)\"></span>\(rung.name)</li>"
    }

    private func row(_ row: LadderTrace) -> Markup {
        let endpoint = row.endpoint
        let name = Self.name(of: endpoint)
        let first = row.climbs.map(\.start.value).min() ?? 0
        return """
            <tr><th scope="row" class="what">\(name) <span class="faint">\(Int(endpoint.port))</span>\
            <span class="from faint">\(row.vantage)</span></th><td class="vantage">\(row.vantage)</td>\
            <td><div class="lanes" aria-hidden="true">\(row.climbs.map(bar))</div>\
            <span class="hidden">\(row.climbs.map(Self.words).joined(separator: "; "))</span></td>\
            <td class="end">\(HTMLReport.milliseconds(row.duration ?? Seconds(row.end - first)))</td></tr>

            """
    }

    private func bar(_ bar: LadderTrace.Climb) -> Markup {
        let end = bar.end == .silent ? " silent" : bar.end == .broken ? " broken" : ""
        let start = percent(bar.start.value)
        let width = ((percent(bar.start.value + bar.duration.value) - start) * 100).rounded() / 100
        let style = "left:\(start)%;width:\(width)%"
        return "<span class=\"bar \(bar.rung.rawValue)\(end)\" style=\"\(style)\" title=\"\(Self.words(bar))\"></span>"
    }

    private static func words(_ bar: LadderTrace.Climb) -> String {
        let (start, duration) = (HTMLReport.milliseconds(bar.start), HTMLReport.milliseconds(bar.duration))
        return switch bar.end {
        case .passed: phrase("\(verbatim: bar.rung.name) from \(verbatim: start) for \(verbatim: duration)")
        case .broken: phrase("\(verbatim: bar.rung.name) from \(verbatim: start) for \(verbatim: duration), failed")
        case .silent:
            phrase(
                "\(verbatim: bar.rung.name) from \(verbatim: start) for \(verbatim: duration), waited in silence")
        }
    }

    /// A wait of seconds beside ladders of milliseconds: a square root keeps both readable.
    private var isCompressed: Bool { length > 0.5 }

    private var axis: Markup {
        let steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 600, 3600, 21_600]
        let step = steps.first { length / $0 <= 4.5 } ?? length
        let even = (0...4).map { Double($0) * step }
        let ticks = (isCompressed ? [0] + steps : even).filter { $0 <= length }
        var labels: [Markup] = []
        var last = -100.0
        // Labels stand apart, and the last one ends with the axis.
        for tick in ticks where percent(tick) - last >= 15 && percent(tick) <= 90 {
            last = percent(tick)
            labels.append("<span style=\"left:\(last)%\">\(HTMLReport.milliseconds(Seconds(tick)))</span>")
        }
        return "<div class=\"axis\" aria-hidden=\"true\">\(labels)</div>"
    }

    private func percent(_ value: Double) -> Double {
        let part = min(max(value / length, 0), 1)
        return ((isCompressed ? part.squareRoot() : part) * 10_000).rounded() / 100
    }

    static func name(of endpoint: Endpoint) -> String {
        let name =
            switch (endpoint.service, endpoint.transport) {
            case (.dps, .https): "DPS"
            case (.registry, .https): phrase("registry")
            default: endpoint.transport.shortTitle
            }
        let service = endpoint.service == .dps && endpoint.transport != .https ? "DPS " : ""
        return service + name + (endpoint.via == .proxy ? "*" : "")
    }
}

extension LadderTrace.Rung {
    fileprivate var name: String {
        switch self {
        case .dns: "DNS"
        case .tcp: "TCP"
        case .tls: "TLS"
        case .protocol: phrase("protocol")
        }
    }
}
