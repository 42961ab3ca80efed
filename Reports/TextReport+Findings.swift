import ProbeCore
import ProbeEvidence
import ProbeFindings

extension TextReport {
    /// Where the text behind a finding's number begins.
    static func margin(behind number: Int) -> Int { number < 10 ? 4 : 5 }

    static var label: Int { 12 }

    /// Writes a finding down.
    ///
    /// - Parameters:
    ///   - finding: what it is.
    ///   - number: by which it is referred to.
    ///   - hubs: those that have it, where the report is about several.
    mutating func finding(_ finding: Finding, number: Int, of hubs: String? = nil) {
        page.gap()
        page.paragraph(
            after: .init("[\(number)]", Self.style(of: finding.severity)), at: Self.margin(behind: number),
            finding.summary.text, .bold)
        page.paragraph(
            after: .init("    "), at: 4,
            phrase(
                """
                \(verbatim: Self.word(of: finding.severity)) · \(Term(finding.cause)) · \
                \(verbatim: Self.word(of: finding.confidence)) · owner: \(verbatim: Self.name(of: finding.owner))
                """))
        if let hubs { labelled(phrase("Hubs"), hubs) }
        if let vantages = vantages(of: finding) { labelled(phrase("From"), vantages) }
        seen(finding)
        if let place = Self.place(finding.location) { labelled(phrase("Where"), place.text) }
        fixes(of: finding, number: number)
        differential(of: finding)
        if !finding.explains.isEmpty {
            labelled(phrase("Explains"), finding.explains.map(\.rawValue).joined(separator: ", "))
        }
        if let condition = Self.refutation(of: finding) { labelled(phrase("Wrong if"), condition.text) }
    }

    /// What it is not, and what it could still be.
    private mutating func differential(of finding: Finding) {
        let words = DifferentialWords(finding)
        if let excluded = words.excluded { labelled(phrase("Not"), excluded.text) }
        for doubt in words.doubts { labelled(phrase("Could still be:"), doubt.text) }
    }

    /// What would prove it wrong, as it goes on behind "Wrong if".
    static func refutation(of finding: Finding) -> Sentence? {
        finding.refutedBy.isEmpty ? nil : finding.refutedBy.restOfLine
    }

    /// The proofs, alike ones once, and the observations that carry them.
    private mutating func seen(_ finding: Finding) {
        let clauses = Self.fewClauses(of: finding)
        let references = Self.references(finding.evidence.map(\.observation))
        for (index, clause) in clauses.enumerated() {
            page.paragraph(
                after: .init(index == 0 ? "    " + phrase("Seen") : ""), at: Self.label, clause.line.text,
                trailing: index == clauses.count - 1 ? references : "")
        }
    }

    mutating func labelled(_ label: String, _ text: String) {
        let gap = PlainText.width(label) > 7 ? "  " : ""
        page.paragraph(after: .init("    \(label)\(gap)"), at: Self.label, text)
    }

    /// The vantages, where the finding is not about all of them.
    private func vantages(of finding: Finding) -> String? {
        let all = report.survey.vantages
        guard all.count > 1, Set(finding.vantages) != Set(all) else { return nil }
        return finding.vantages.map(\.description).joined(separator: ", ")
    }

    private static func references(_ observations: [Int]) -> String {
        let unique = Set(observations).sorted()
        guard let first = unique.first else { return "" }
        guard unique.count > 1 else { return phrase("[observation \(first)]") }
        let shown = unique.prefix(8).map(String.init).joined(separator: " ")
        return phrase("[observations \(verbatim: shown + (unique.count > 8 ? " …" : ""))]")
    }

    /// As in "on this device: nft inet filter output, handle 12.", or "between hop 2 (10.1.0.1) and hop 3; on port 443 …".
    static func place(_ location: Finding.Location) -> Sentence? {
        let text = location.text.flatMap { $0.isEmpty ? nil : $0 }
        return switch (text ?? words(location), location.culprit.flatMap(words), location.contrast) {
        case (nil, nil, nil): nil
        case (let place?, nil, nil): "\(place)."
        case (nil, let culprit?, nil): "\(culprit)."
        case (nil, nil, let contrast?): "\(contrast)."
        case (let place?, let culprit?, nil): "\(place): \(culprit)."
        case (let place?, nil, let contrast?): "\(place); \(contrast)."
        case (nil, let culprit?, let contrast?): "\(culprit); \(contrast)."
        case (let place?, let culprit?, let contrast?): "\(place): \(culprit); \(contrast)."
        }
    }

    /// A place that its rule has no words for.
    private static func words(_ location: Finding.Location) -> Sentence? {
        switch (location.kind, location.hop, location.address) {
        case (.thisDevice, _, _): "on this device"
        case (.containerHost, _, _): "on this device, as the containers' host"
        case (.hop, let hop?, let address?): "at hop \(hop) (\(address))"
        case (.hop, let hop?, nil): "at hop \(hop)"
        case (.hop, nil, let address?), (.unknown, _, let address?): "at \(address)"
        case (.hop, nil, nil): "on the way"
        case (.unknown, _, nil): nil
        }
    }

    /// The culprit behind the words for the place; nothing where those name it already.
    private static func words(_ culprit: Culprit) -> Sentence? {
        switch culprit {
        // A rule's handle is a number of its own, not a word of its chain.
        case .rule(let place, _):
            guard let handle = place.handle, !place.isOfIptables else { return "\(culprit)" }
            return "\(LocalText(place.name)), handle \(handle)"
        case .policyRules, .blockingRoute, .routes, .network, .setting, .ipsecPolicies, .recorded:
            return "\(culprit)"
        case .program, .container, .proxy, .resolver, .file: return nil
        }
    }

    private static func style(of severity: Finding.Severity) -> TextPage.Style {
        switch severity {
        case .error: .red
        case .warning: .yellow
        case .info: .plain
        }
    }

    static func name(of owner: Owner) -> String {
        switch owner {
        case .device: phrase("this device")
        case .containerEngine: phrase("container engine on this device")
        case .siteNetwork: phrase("site network")
        case .proxy: phrase("proxy")
        case .cloud: phrase("cloud")
        case .hubConfiguration: phrase("hub configuration")
        }
    }

    static func name(of dialect: Dialect) -> String {
        switch dialect {
        case .nftables, .iptables, .ufw, .firewalld, .sysctl, .ip, .systemd: dialect.rawValue
        case .shell: phrase("a root shell")
        case .daemonJSON: phrase("Docker's daemon.json")
        case .createOptions: phrase("the deployment's createOptions")
        case .powershell: "PowerShell"
        case .azureNSG: phrase("Azure network security groups (az)")
        case .azureFirewall: phrase("Azure Firewall (az)")
        case .request: phrase("a request in words")
        }
    }
}
