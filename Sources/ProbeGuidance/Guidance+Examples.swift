import ProbeCore
package import ProbeFindings

extension Guidance {
    /// The remedies for a cause as they would be for a hub of an invented name, without a run.
    package static func examples(for cause: Cause, owner: Owner) -> [Remedy] {
        guard let hub = try? HostName(validating: "myhub.azure-devices.net") else { return [] }
        let finding = Finding(
            cause, .error, from: [.host], about: Finding.Subject(host: hub.description), owner: owner,
            confidence: .certain, summary: "", evidence: [], refutedBy: "")
        return remedies(for: finding, in: Assignment(hub: hub))
    }
}
