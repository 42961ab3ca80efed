import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What logs tell of a Windows host: what is done there, in place of what is done on Linux.
extension Prescription {
    /// Remedies as the host takes them that the finding is about.
    ///
    /// What is done in a deployment, at a proxy or by the network team is the same for both.
    func onItsHost(_ remedies: [Remedy]) -> [Remedy] {
        let signatures = finding.cause.card.signatures
        guard finding.cause.layer == .log, signatures.contains(where: facts.codesOfWindows.contains),
            let page = Symptom.allCases.lazy.map(\.page).first(where: { $0.logs.contains(finding.cause) }),
            let replaced = remedies.first(where: isOfLinux)
        else { return remedies }
        let procedures = page.windows.topics.map { "edgeprobe guide \($0.rawValue)" }.joined(separator: ", ")
        let own = remedy(
            replaced.id, owner: replaced.owner, "On the Windows host whose log it is:",
            page.windows.text + ["Command by command: \(verbatim: procedures)"])
        return [own] + remedies.filter { !isOfLinux($0) }
    }

    /// Whether its commands, or its words, are those of Linux.
    private func isOfLinux(_ remedy: Remedy) -> Bool {
        switch remedy.id {
        case .openWayOut, .freePort, .stopUnit, .stopContainer, .setClock, .repairSockets, .shortenHostname,
            .proxyCredentials, .trustInspectionRoot:
            true
        default: remedy.commands.contains { $0.dialect.isOfShell }
        }
    }
}
