import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The site's resolver denies a name that exists.
struct NameIsFiltered: Rule {
    static let causes: [Cause] = [.dnsFiltered]
    static let explains: [Cause] = [.dnsNxdomain, .dnsNodata, .dnsRefused, .dnsResolversDiffer]

    func findings(in scene: Scene) -> [Finding] {
        scene.denials.filter(\.isFiltered).map { denial in
            let (server, host) = (denial.answer.server, denial.lookup.host)
            var finding = denial.finding(
                .dnsFiltered, owner: denial.owner,
                confidence: denial.mayBeRemembered || !denial.isOfSomething ? .likely : .certain,
                summary: summary(denial),
                refutedBy: "\(server) gives an address for \(host).")
            // The host asks the same resolver, every other time.
            if denial.neighbour?.isTakenInTurn ?? false { finding.vantages = [.host] + finding.vantages }
            return finding
        }
    }

    private func summary(_ denial: Denial) -> Sentence {
        let (server, host) = (denial.answer.server, denial.lookup.host)
        if denial.mayBeRemembered {
            return denial.rest.map { rest in
                """
                \(opening: server.asResolver) denies the name \(host) (\(denial.codeName)), which another resolver resolves: it keeps an \
                answer from before the name existed, for another \(Int(rest)) s, or a filter is behind it.
                """
            } ?? """
                \(opening: server.asResolver) denies the name \(host) (\(denial.codeName)), which another resolver resolves: it keeps an \
                answer from before the name existed, or a filter is behind it.
                """
        }
        if let neighbour = denial.neighbour {
            return neighbour.isTakenInTurn
                ? """
                \(opening: server.asResolver) denies the name \(host) (\(denial.codeName)), which \(neighbour.server) resolves: \
                containers ask it first and take that for the answer; this host takes the resolvers in turn (rotate), so part of \
                its look-ups fail.
                """
                : """
                \(opening: server.asResolver) denies the name \(host) (\(denial.codeName)), which \(neighbour.server) resolves: \
                containers ask the first and take that for the answer, this host asks the other.
                """
        }
        if let own = denial.own {
            switch own.word {
            case .itsOwn(let answer):
                return """
                    This device's own resolver \(server) denies the name \(host) (\(denial.codeName)), which the resolver \
                    that it asks, \(answer.server), resolves.
                    """
            case .handedOn(let answer) where denial.lookup.controlKnows:
                return """
                    The resolver \(answer.server), which this device's own asks, denies the name \(host) \
                    (\(denial.codeName)), which a resolver outside the site resolves.
                    """
            case .handedOn, .unknown: break
            }
        }
        return denial.lookup.controlKnows
            ? """
            \(opening: server.asResolver) denies the name \(host) (\(denial.codeName)), which a resolver \
            outside the site resolves.
            """
            : """
            \(opening: server.asResolver) denies the name \(host) (\(denial.codeName)) and says that a filter \
            does so.
            """
    }
}
