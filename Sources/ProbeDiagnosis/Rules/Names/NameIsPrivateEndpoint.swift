package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The name leads to a private endpoint; what is dead behind it is a matter of routes and access lists, not of names.
package struct NameIsPrivateEndpoint: Rule {
    package static let causes: [Cause] = [.dnsPrivateEndpoint]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        survey.vantages.flatMap { Lookup.all(from: $0, in: survey) }.compactMap { lookup in
            guard let address = lookup.evidence.addresses.first, !address.isNeverAService else { return nil }
            let verified = survey.seen(HandshakeTLS.self, from: lookup.vantage).first {
                $0.about.host == lookup.host && $0.about.via == .direct && $0.evidence.isVerified
            }
            let hasVerifiedPrivate = verified != nil && address.isPrivate
            guard lookup.goesThroughPrivateLink || hasVerifiedPrivate else { return nil }
            let alias = lookup.privateLinkAlias.map { ", through \($0)," } ?? ""
            return Finding(
                .dnsPrivateEndpoint, .info, from: [lookup.vantage],
                about: Finding.Subject(host: lookup.host.description, address: address), owner: .hubConfiguration,
                confidence: verified != nil || (alias != "" && address.isPrivate) ? .certain : .likely,
                summary: address.isPrivate
                    ? "\(lookup.host)\(alias) has the private address \(address): a private endpoint."
                    : "\(lookup.host)\(alias) has a private endpoint, but this network's resolver gives the public address "
                        + "\(address): its private zone is not linked here.",
                evidence: [
                    Finding.Proof(lookup.observation, "\(lookup.host)\(alias) resolves to \(address)")
                ]
                    + (verified.map { [Finding.Proof($0.index, "a verified TLS handshake completes at \(address)")] }
                        ?? []),
                refutedBy: "A resolver answers for \(lookup.host) with a public address and no privatelink alias.")
        }
    }
}

extension Lookup {
    /// The alias in a private zone, as `myhub.privatelink.azure-devices.net`.
    var privateLinkAlias: WireText? {
        evidence.servers.flatMap(\.answers).flatMap(\.aliases)
            .first { $0.lowercased().split(separator: ".").contains("privatelink") }.map { WireText($0) }
    }

    var goesThroughPrivateLink: Bool { privateLinkAlias != nil }
}
