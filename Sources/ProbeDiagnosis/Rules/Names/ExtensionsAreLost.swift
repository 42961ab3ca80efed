import ProbeCore
import ProbeEvidence
import ProbeFindings

/// resolv.conf makes the C library ask with EDNS0, and such queries come to nothing, while plain ones are answered.
struct ExtensionsAreLost: Rule {
    static let causes: [Cause] = [.dnsEDNSIntolerant]
    /// What the library makes of it.
    static let explains: [Cause] = [.dnsResolverLibrary]

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.flatMap { vantage -> [Finding] in
            let lookups = scene.lookups(from: vantage)
            let losses = lookups.compactMap { lookup in
                scene.survey.extensionLoss(of: lookup.host, from: vantage).map { Lost(lookup: lookup, loss: $0) }
            }
            // Where no name is spared, it is the way to the resolver, whatever it is asked for.
            guard let first = losses.first, losses.count == lookups.count, losses.count > 1 || vantage != .host else {
                return losses.map { finding($0, [], about: $0.lookup.host, in: scene) }
            }
            return [finding(first, Array(losses.dropFirst()), about: nil, in: scene)]
        }
    }

    fileprivate struct Lost {
        let lookup: Lookup
        let loss: ExtensionLoss
    }

    private func finding(_ lost: Lost, _ others: [Lost], about host: HostName?, in scene: Scene) -> Finding {
        let (vantage, server) = (lost.lookup.vantage, lost.loss.answer.server)
        let all = [lost] + others
        let library = all.lazy.compactMap(\.library).first
        let isHere = scene.isHere(server, askedFrom: vantage)
        let severity = all.map(\.lookup.severity).max() ?? .info
        return Finding(
            .dnsEDNSIntolerant,
            // Modules on Alpine ask without; the host's programs get there in the end, where another resolver answers.
            vantage == .host && lost.loss.rescue == nil ? severity : .warning,
            from: [vantage], about: Finding.Subject(host, resolver: server),
            owner: isHere ? .device : .siteNetwork,
            confidence: library != nil || others.count > 1 || lost.isConfirmed ? .certain : .likely,
            summary: summary(lost, from: vantage),
            location: Finding.Location(kind: .unknown, text: "on the way to the resolver \(server)"),
            evidence: all.map(\.shows) + [library].compactMap(\.self),
            refutedBy: "\(server) answers a query with EDNS0.")
    }

    private func summary(_ lost: Lost, from vantage: Vantage) -> Sentence {
        let server = lost.loss.answer.server
        if let rescue = lost.loss.rescue {
            return """
                Questions with EDNS to the resolver \(server) come to nothing, and resolv.conf lets the C library ask no \
                others (edns0): every look-up waits for a timeout, until \(rescue) answers.
                """
        }
        return vantage == .host
            ? """
            Questions with EDNS to the resolver \(server) come to nothing, plain ones are answered: resolv.conf lets this \
            device's C library ask with EDNS alone (edns0), so its programs find no address.
            """
            : """
            Questions with EDNS to the resolver \(server) come to nothing, plain ones are answered: resolv.conf lets the C \
            library glibc ask with EDNS alone (edns0), so modules on Debian or Ubuntu images find no address. Alpine's \
            library asks without it.
            """
    }
}

extension ExtensionsAreLost.Lost {
    /// The host's own library waited in vain, or failed.
    fileprivate var library: Finding.Proof? {
        guard let library = lookup.library else { return nil }
        if library.evidence.asked.isSilent {
            return library.shows(
                """
                getaddrinfo for \(lookup.host) has no answer after \(library.evidence.asked.latency)
                """)
        }
        return library.evidence.asked.failure.map {
            library.shows("getaddrinfo for \(lookup.host) fails with \(Term($0))")
        }
    }

    /// Neither question was answered with it: two datagrams each.
    fileprivate var isConfirmed: Bool {
        lookup.evidence.servers.filter { $0.server == loss.answer.server }.flatMap(\.answers).count {
            $0.wasAnsweredOnlyWithoutExtensions ?? false
        } > 1
    }

    fileprivate var shows: Finding.Proof {
        let (server, host) = (loss.answer.server, lookup.host)
        return Finding.Proof(
            lookup.observation,
            loss.answer.codeWithExtensions.map {
                """
                \(server) answers a query for \(host) with EDNS by \(Denial.name(ofCode: $0, isEmpty: true)), and one \
                without by \(loss.answer.addresses)
                """
            }
                ?? """
                queries for \(host) with EDNS to \(server) stay without an answer, one without it is answered with \
                \(loss.answer.addresses)
                """)
    }
}
