/// The page's own style: nothing is loaded, so the file reads the same in a ticket system's preview and on paper.
enum Stylesheet {
    /// Every pair of text and ground has a contrast of at least 4.5 to 1 (WCAG 2.1, 1.4.3); a test holds them against it.
    static let palettes: [(name: String, colours: [String: String])] = [
        (
            "light",
            [
                "ground": "#ffffff", "card": "#f6f7f9", "text": "#1b1f24", "faint": "#545d68", "line": "#c9d0d8",
                "ok": "#17692f", "fail": "#b3211a", "warn": "#7a5100", "link": "#0b57a4", "code": "#eceff3",
                "dns": "#7c4dbc", "tcp": "#2f6fb3", "tls": "#1f7a6d", "protocol": "#a8530f",
            ]
        ),
        (
            "dark",
            [
                "ground": "#11161c", "card": "#1a212a", "text": "#e6eaef", "faint": "#a3aebb", "line": "#3b4653",
                "ok": "#63d28a", "fail": "#ff938a", "warn": "#f0c25a", "link": "#8cbcf5", "code": "#0b0f14",
                "dns": "#b795ea", "tcp": "#7fb2ea", "tls": "#63c9b9", "protocol": "#f0a562",
            ]
        ),
    ]

    static var text: String {
        var lines = [":root { color-scheme: light dark; \(variables(0)) }"]
        lines.append("@media (prefers-color-scheme: dark) { :root { \(variables(1)) } }")
        lines.append(rules)
        return lines.joined(separator: "\n")
    }

    private static func variables(_ palette: Int) -> String {
        palettes[palette].colours.sorted { $0.key < $1.key }.map { "--\($0.key): \($0.value);" }.joined(separator: " ")
    }

    private static let rules = """
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--text);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
        .wrap { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
        .verdict { color: #fff; background: #3b4252; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        .verdict.ready { background: #17562d; } .verdict.degraded { background: #6d4a00; }
        .verdict.blocked { background: #96201a; } .verdict.inconclusive { background: #3b4252; }
        .verdict .wrap { padding-top: 22px; padding-bottom: 22px; }
        .word { display: flex; align-items: center; gap: 10px; margin: 0; font-weight: 700; letter-spacing: .08em; }
        .word svg { width: 26px; height: 26px; flex: none; }
        h1 { margin: 4px 0 12px; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
        .facts { display: flex; flex-wrap: wrap; gap: 2px 26px; margin: 0; font-size: .9rem; }
        .facts div { display: flex; gap: 6px; min-width: 0; } .facts dt::after { content: ":"; }
        .facts dt { flex: none; } .facts dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; min-width: 0; }
        .banner { margin: 12px 0 0; padding: 8px 12px; background: rgba(0, 0, 0, .25); border-left: 4px solid #fff; }
        main { padding-bottom: 8px; } section { margin: 30px 0; }
        h2 { font-size: 1.2rem; margin: 0 0 10px; } h3 { font-size: 1.08rem; margin: 0; line-height: 1.35; }
        h4 { font-size: .95rem; margin: 0 0 4px; }
        a { color: var(--link); }
        figure { margin: 0; } figcaption { margin-top: 8px; overflow-wrap: anywhere; }
        .path { border: 1px solid var(--line); border-radius: 10px; background: var(--card); padding: 14px; }
        .path svg { display: block; width: 100%; height: auto; } .path .tall { display: none; max-width: 340px; }
        .path text { fill: var(--text); font-size: 14px; } .path .small { font-size: 12px; fill: var(--faint); }
        .path .strong { font-weight: 700; } .path .broken { fill: var(--fail); font-weight: 700; }
        .path .doubt { fill: var(--warn); font-weight: 700; }
        .path .node { fill: var(--ground); stroke: var(--text); stroke-width: 2; }
        .path .node.silent { stroke-dasharray: 4 4; stroke: var(--faint); }
        .path .node.bad { stroke: var(--fail); stroke-width: 4; }
        .path .link { stroke: var(--ok); stroke-width: 4; } .path .link.unknown { stroke: var(--faint); stroke-width: 3;
          stroke-dasharray: 3 6; } .path .link.cut { stroke: var(--fail); stroke-width: 4; stroke-dasharray: 9 6; }
        .path .mark { stroke: var(--fail); stroke-width: 5; stroke-linecap: round; }
        .path .glyph { fill: none; stroke: var(--text); stroke-width: 2; stroke-linejoin: round; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .95rem; } caption { text-align: left; color: var(--faint);
          padding-bottom: 6px; }
        .matrix { width: 100%; } .matrix th, .matrix td { text-align: left; padding: 7px 14px 7px 0;
          border-bottom: 1px solid var(--line); white-space: nowrap; vertical-align: middle; line-height: 1.3; }
        .matrix thead th { white-space: normal; min-width: 9.5em; max-width: 22em; overflow-wrap: anywhere; }
        .matrix tbody th { font-weight: 600; } .port { color: var(--faint); font-weight: 400; padding-left: 6px; }
        .cell { display: inline-flex; align-items: center; gap: 7px; vertical-align: middle; } .cell svg { width: 18px; height: 18px; flex: none; }
        .cell.ok { color: var(--ok); } .cell.fail { color: var(--fail); font-weight: 700; } .cell.fail a,
        .cell.unknown { color: var(--warn); } .cell.fail a { color: inherit; } .cell.none { color: var(--faint); }
        .cell .time { color: var(--text); font-weight: 400; font-variant-numeric: tabular-nums; }
        .matrix .remark { white-space: normal; } .part { display: inline-block; margin-right: 18px; }
        .finding { border: 1px solid var(--line); border-left: 6px solid var(--faint); border-radius: 8px;
          background: var(--card); padding: 14px 18px; margin: 0 0 16px; overflow-wrap: anywhere; }
        .finding.error { border-left-color: var(--fail); } .finding.warning { border-left-color: var(--warn); }
        .finding > header { display: flex; gap: 12px; align-items: flex-start; }
        .number { flex: none; min-width: 30px; height: 30px; padding: 0 6px; border-radius: 15px; border: 2px solid;
          text-align: center; line-height: 26px; font-weight: 700; }
        .error .number { color: var(--fail); } .warning .number { color: var(--warn); }
        .tags { margin: 4px 0 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px;
          color: var(--faint); font-size: .9rem; } .tags code { color: var(--text); }
        .where { margin: 12px 0; padding: 8px 12px; border: 1px solid var(--line); border-radius: 6px;
          background: var(--ground); }
        .fix { margin: 14px 0; } .fix p, .proof p { margin: 4px 0; } .fix ul, .proof ul { margin: 4px 0; padding-left: 22px; }
        .fix-head { color: var(--faint); font-weight: 600; }
        pre { margin: 6px 0; padding: 10px 12px; background: var(--code); border: 1px solid var(--line); border-radius: 6px;
          font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-x: auto;
          white-space: pre; user-select: all; -webkit-user-select: all; tab-size: 4; }
        pre.prose { white-space: pre-wrap; } code { font: .93em ui-monospace, "DejaVu Sans Mono", Consolas, monospace; }
        .dialect { display: block; margin: 8px 0 0; font-size: .85rem; color: var(--faint); }
        details { margin: 6px 0; } summary { cursor: pointer; } summary:focus-visible, a:focus-visible,
        .scroll:focus-visible, pre:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        .timeline { width: 100%; table-layout: fixed; } .timeline th, .timeline td { padding: 4px 8px 4px 0;
          text-align: left; border-bottom: 1px solid var(--line); font-weight: 400; vertical-align: middle;
          overflow-wrap: anywhere; }
        .timeline .what { width: 21%; } .timeline .vantage { width: 19%; color: var(--faint); font-size: .85rem; }
        .timeline .end { width: 11%; text-align: right; padding-right: 0; font-variant-numeric: tabular-nums; }
        .lanes { position: relative; height: 38px; min-width: 130px; }
        .bar { position: absolute; height: 8px; min-width: 3px; border-radius: 2px; print-color-adjust: exact;
          -webkit-print-color-adjust: exact; }
        .bar.dns { top: 1px; background: var(--dns); } .bar.tcp { top: 11px; background: var(--tcp); }
        .bar.tls { top: 20px; background: var(--tls); } .bar.protocol { top: 29px; background: var(--protocol); }
        .bar.broken { outline: 2px solid var(--fail); outline-offset: 0; }
        .bar.silent { background: repeating-linear-gradient(135deg, var(--fail) 0 3px, transparent 3px 7px);
          outline: 1px solid var(--fail); }
        .axis { position: relative; height: 20px; font-size: .8rem; color: var(--faint); min-width: 130px; }
        .axis span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
        .axis span:first-child { transform: none; }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 10px; padding: 0; list-style: none;
          font-size: .9rem; } .legend li { display: flex; align-items: center; gap: 7px; }
        .legend .bar { position: static; display: inline-block; width: 26px; }
        .observation { border-bottom: 1px solid var(--line); padding: 3px 0; margin: 0; }
        .observation summary { display: flex; flex-wrap: wrap; gap: 0 14px; font-size: .92rem; overflow-wrap: anywhere; }
        .observation summary::before { content: "\\25B8"; color: var(--faint); } .observation[open] summary::before {
          content: "\\25BE"; } .faint { color: var(--faint); }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        footer { border-top: 1px solid var(--line); padding: 16px 0 28px; color: var(--faint); font-size: .9rem; }
        @media (max-width: 640px) {
          body { font-size: 15px; } .wrap { padding: 0 14px; } h1 { font-size: 1.3rem; } .finding { padding: 12px; }
          .path .wide { display: none; } .path .tall { display: block; margin: 0 auto; }
          .timeline thead .what { width: 34%; } .timeline .vantage { display: none; } .timeline .end { width: 20%; }
          .lanes, .axis { min-width: 0; } .timeline .from { display: block; }
          pre { white-space: pre-wrap; overflow-wrap: anywhere; }
        }
        @media (min-width: 641px) { .timeline .from { display: none; } }
        @media print {
          body { font-size: 10.5pt; background: #fff; } .wrap { max-width: none; padding: 0; }
          .verdict { color: #000; background: none; border: 3pt solid #000; } .verdict .wrap { padding: 8pt; }
          .verdict.ready, .verdict.degraded, .verdict.blocked, .verdict.inconclusive { background: none; }
          .banner { background: none; border-left-color: #000; }
          pre { white-space: pre-wrap; overflow-wrap: anywhere; } .scroll { overflow: visible; }
          .finding, .fix, .proof, .path, pre, li, tr, figure { break-inside: avoid; page-break-inside: avoid; }
          h2, h3, h4, .dialect, .finding > header, caption { break-after: avoid; page-break-after: avoid; }
          .fix details::details-content { display: block; content-visibility: visible; height: auto; opacity: 1; }
          section { margin: 14pt 0; } a { color: inherit; }
        }
        """
}
