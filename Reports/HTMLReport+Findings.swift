import ProbeCore
import ProbeFindings

extension HTMLReport {
    /// The findings as cards, most important first.
    var findings: Markup {
        let findings = report.diagnosis.findings
        guard !findings.isEmpty else { return "" }
        return self.findings(findings.enumerated().map { card($1, number: $0 + 1) })
    }

    /// The section of the cards.
    func findings(_ cards: [Markup]) -> Markup {
        """
        <section aria-labelledby="findings">
        <h2 id="findings">\(words: cards.count == 1 ? "What it is, and the fix" : "What they are, and the fixes")</h2>
        \(cards)
        </section>
        """
    }

    /// The card of a finding; with the hubs that have it, where the page is about several.
    func card(_ finding: Finding, number: Int, of hubs: String? = nil) -> Markup {
        let hubs = hubs.map { hubs -> Markup in "<li>\(words: "hubs: \(verbatim: hubs)")</li>" }
        let place = TextReport.place(finding.location).map { place -> Markup in
            "<p class=\"where\"><strong>\(words: "Where:")</strong> \(place)</p>"
        }
        let vantages = finding.vantages.map(\.description).joined(separator: ", ")
        let fixes = finding.remedies.enumerated().map { index, remedy in
            fix(remedy, isFirst: index == 0, earlier: report.diagnosis.finding(before: number, with: remedy))
        }
        return """
            <article class="finding \(finding.severity.rawValue)" id="finding-\(number)" \
            aria-labelledby="finding-\(number)-title">
            <header>
            <span class="number" aria-hidden="true">\(number)</span>
            <div>
            <h3 id="finding-\(number)-title"><span class="hidden">\(number): </span>\(finding.summary)</h3>
            <ul class="tags"><li>\(TextReport.word(of: finding.severity))</li><li><code>\(finding.cause.rawValue)</code></li>\
            <li>\(TextReport.word(of: finding.confidence))</li>\
            <li>\(words: "owner:") <strong>\(TextReport.name(of: finding.owner))</strong></li>\
            <li>\(words: "seen from: \(verbatim: vantages)")</li>\(hubs)</ul>
            </div>
            </header>
            \(place)
            \(fixes)
            \(proof(of: finding))
            </article>

            """
    }

    private func fix(_ remedy: Remedy, isFirst: Bool, earlier: Int?) -> Markup {
        if let earlier {
            return """
                <div class="fix">
                <h4><span class="fix-head">\(words: isFirst ? "Fix:" : "Or:")</span> \(remedy.title)</h4>
                <p>\(Markup.words("As for \(verbatim: Markup.place).", around: "<a href=\"#finding-\(earlier)\">\(earlier)</a>"))</p>
                </div>
                """
        }
        let steps = remedy.steps.map { step -> Markup in "<p>\(step)</p>" }
        let printed = remedy.printed(in: report.dialect)
        let others = remedy.alternatives(to: printed)
        let names = others.map { TextReport.name(of: $0.dialect) }.joined(separator: ", ")
        let folded: Markup? =
            others.isEmpty
            ? nil
            : "<details><summary>\(words: "The same for \(verbatim: names)")</summary>\(others.map { block($0, of: remedy) })</details>"
        return """
            <div class="fix">
            <h4><span class="fix-head">\(words: isFirst ? "Fix:" : "Or:")</span> \(remedy.title)</h4>
            \(steps)\(printed.map { block($0, of: remedy, among: printed) })\(folded)
            </div>
            """
    }

    /// A command behind what says where it goes, unless the sentence before says so.
    private func block(_ command: Remedy.Command, of remedy: Remedy, among printed: [Remedy.Command] = []) -> Markup {
        let kind = command.dialect == .request ? "prose" : "command"
        let place = remedy.heading(of: command, among: printed).map { heading -> Markup in
            "<span class=\"dialect\">\(heading)</span>"
        }
        return """
            \(place)<pre class="\(kind)" tabindex="0" aria-label="\(TextReport.name(of: command.dialect))">\
            \(Markup.lines(command.printed))</pre>
            """
    }

    private func proof(of finding: Finding) -> Markup {
        let proofs = TextReport.clauses(of: finding).map { proof -> Markup in
            let known = proof.observations.filter { observation in
                report.survey.observation(observation) != nil
            }
            let links = known.prefix(12).map { observation -> Markup in
                " <a href=\"#observation-\(observation)\">\(observation)</a>"
            }
            let references: Markup? =
                links.isEmpty
                ? nil
                : " <span class=\"faint\">(\(words: known.count == 1 ? "observation" : "observations")\(links))</span>"
            return "<li>\(proof.shows.line)\(references)</li>"
        }
        let seen: Markup? = proofs.isEmpty ? nil : "<ul>\(proofs)</ul>"
        let words = DifferentialWords(finding)
        let excluded: Markup? = words.excluded.map { "<p><strong>\(words: "Not")</strong> \($0)</p>" }
        let doubts = words.doubts.map { doubt -> Markup in
            "<p><strong>\(words: "Could still be:")</strong> \(doubt)</p>"
        }
        let explains: Markup? =
            finding.explains.isEmpty
            ? nil
            : "<p><strong>\(words: "Explains")</strong> \(finding.explains.map(\.rawValue).joined(separator: ", "))</p>"
        let wrong = TextReport.refutation(of: finding).map { condition -> Markup in
            "<p><strong>\(words: "Wrong if")</strong> \(condition)</p>"
        }
        return """
            <div class="proof">
            <h4>\(words: "Seen")</h4>
            \(seen)\(excluded)\(doubts)\(explains)\(wrong)
            </div>
            """
    }
}
