package import ProbeCore

/// What changed between two reports of which one at least is about several hubs: a comparison for each hub that both are about.
package struct HubComparisons: Sendable {
    /// In the order of the later report.
    package let comparisons: [Comparison]
    /// Hubs that only the earlier report is about, and those that only the later one is: no change of the network.
    package let lost: [HostName]
    package let gained: [HostName]

    package init(comparisons: [Comparison], lost: [HostName] = [], gained: [HostName] = []) {
        self.comparisons = comparisons
        self.lost = lost
        self.gained = gained
    }

    package var isWorse: Bool { comparisons.contains { $0.isWorse } }

    /// For people: what became of all of them, and then the hubs of which something changed.
    package func text(for display: Display = .init()) -> String {
        let heading = display.spoken {
            var page = TextPage(display)
            for sentence in summary { page.paragraph(sentence.text) }
            for caution in comparisons.flatMap(\.cautions).uniqued {
                page.paragraph(after: .init(phrase("Note")), at: 6, caution.text)
            }
            return page.text
        }
        let changed = comparisons.filter { !$0.isUnchanged }
        return ([heading] + changed.map { ComparisonText.render($0, display) }).joined(separator: "\n")
    }

    private var summary: [Sentence] {
        let worse = comparisons.count { $0.isWorse }
        let same = comparisons.count { $0.isUnchanged }
        var sentences: [Sentence] = [
            worse == 0
                ? "Nothing changed for the worse."
                : "Something changed for the worse: at \(worse) of \(comparisons.count, .hub)."
        ]
        if same > 0 { sentences.append("Nothing changed at \(same) of \(comparisons.count, .hub).") }
        if !lost.isEmpty { sentences.append("Not asked any more: \(listing: lost).") }
        if !gained.isEmpty { sentences.append("Asked now, and not before: \(listing: gained).") }
        return sentences
    }
}
