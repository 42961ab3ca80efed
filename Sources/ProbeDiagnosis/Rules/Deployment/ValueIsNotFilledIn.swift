import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The deployment has placeholders where credentials or images belong.
///
/// A template is to be filled in before a hub gets it. In what a hub is given they are taken as they stand.
struct ValueIsNotFilledIn: Rule {
    static let causes: [Cause] = [.deploymentPlaceholder]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        guard let seen = scene.survey.deployment else { return [] }
        let accounts = seen.evidence.accounts.filter { $0.state == .placeholder }
        let modules = seen.evidence.running.filter { $0.image?.state == .placeholder }
        return [
            accounts.isEmpty ? nil : ofAccounts(accounts, seen, scene),
            modules.isEmpty ? nil : ofModules(modules, seen, scene),
        ].compactMap(\.self)
    }

    private func ofAccounts(
        _ accounts: [DeploymentEvidence.Account], _ seen: Survey.Seen<ReadDeployment>, _ scene: Scene
    ) -> Finding {
        let registries = accounts.compactMap(\.registry).uniqued
        let named = registries.prefix(4).map { registry -> Sentence in
            registry.port == 443 ? "\(registry.host)" : "\(registry.host, port: registry.port)"
        }
        let names: Sentence = named.isEmpty ? "a registry" : "\(named)"
        var finding = self.finding(
            seen, scene, line: accounts.first?.line, .accounts,
            seen.evidence.isTemplate
                ? """
                The credentials for \(names) are placeholders that the template's tool fills in: they were not sent, and what \
                they give is not known.
                """
                : """
                The credentials for \(names) are placeholders: nobody filled them in, and they were not sent. The device would \
                send them as they stand, and get no image.
                """,
            [seen.shows("user name, password or address for \(names) is a placeholder")])
        finding.subject.host = registries.first.map { .name($0.host) }
        return finding
    }

    private func ofModules(
        _ modules: [DeploymentEvidence.Module], _ seen: Survey.Seen<ReadDeployment>, _ scene: Scene
    ) -> Finding {
        let names = modules.map(\.name)
        return finding(
            seen, scene, line: modules.first?.image?.line, modules.first.map { .ofModule($0.name, .image) },
            seen.evidence.isTemplate
                ? "The images of \(names) are placeholders that the template's tool fills in: nobody was asked for them."
                : """
                The images of \(names) are placeholders that nobody filled in: no engine knows such a name, and nobody was \
                asked for them.
                """,
            modules.prefix(8).map { seen.shows("the image of \($0.name) is a placeholder") })
    }

    private func finding(
        _ seen: Survey.Seen<ReadDeployment>, _ scene: Scene, line: Int?, _ member: DeploymentMember?,
        _ summary: Sentence, _ evidence: [Finding.Proof]
    ) -> Finding {
        Finding(
            .deploymentPlaceholder, seen.evidence.isTemplate ? .info : .warning, from: [seen.vantage],
            about: Finding.Subject(process: seen.evidence.file), owner: .hubConfiguration, confidence: .certain,
            summary: summary, location: scene.survey.place(inDeployment: line, member), evidence: evidence,
            refutedBy: "The deployment that the hub is given has a value there.")
    }
}
