import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What this device may do to answers, or to what it sends, that looks as if it came from elsewhere.
extension Witness {
    /// A silence that the host met itself, where an answer that a rule keeps back looks the same.
    var needsFollowedAnswers: Bool {
        guard isSeenFromHost else { return false }
        switch finding.cause {
        case .tcpDroppedPort, .tcpDroppedIP, .tcpDroppedAll, .dnsTimeout: return true
        case .dpsBlocked: return contacts.contains { $0.result == .silent }
        default: return false
        }
    }

    /// This device's rules were read and what the host sends was walked through them, and so are the answers wherever a chain
    /// is in their way; or there is no chain at all.
    func isAnswerFollowed(_ remotes: [SocketAddress], _ walks: [Survey.Walked]) -> Bool {
        scene.withoutRules != nil
            || walks.contains { walked in
                walked.walk.origin == .host && (walked.walk.remote.map(remotes.contains) ?? false)
            }
    }

    /// Whether resolvers stayed silent because this device keeps their answers back.
    ///
    /// A datagram that it refused to send says so itself.
    var ownAnswers: Word {
        // One that it did not send, to any resolver that there is a way to, may be what keeps the others' silent.
        let kept = lookups.filter { lookup in
            lookup.vantage == .host && !lookup.meetsDeadNeighbour
                && lookup.evidence.routed.contains { $0.answers.contains(where: \.endedHere) }
        }
        guard finding.cause != .dnsTimeout || kept.isEmpty else { return .open(.contradictory) }
        let silent = lookups.filter { $0.vantage == .host }.flatMap(\.evidence.servers).filter { server in
            !server.server.address.isLoopback && server.answers.contains { $0.result == .silent }
        }.map(\.server)
        guard needsFollowedAnswers, !silent.isEmpty else { return answers }
        let isUnclear = survey.walksToResolvers.contains { walked in
            walked.walk.origin == .host && walked.walk.verdict == .unclear
                && (walked.walk.remote.map(silent.contains) ?? false)
        }
        guard !isUnclear else { return .open(.noEvidence) }
        return isAnswerFollowed(silent, survey.walksToResolvers) ? answers : word([], else: WalkRulesToResolvers.id)
    }

    /// Whether answers that come in by another uplink are believed.
    ///
    /// Where one filters strictly, the kernel's counter is what would show it, and that one does not always move: its silence
    /// excludes nothing.
    var beliefs: Word {
        guard let settings = survey.seen(ReadForwarding.self, from: .host).first else {
            return word([], else: ReadForwarding.id)
        }
        let addresses =
            contacts.map(\.remote.address) + lookups.flatMap { $0.evidence.servers.map(\.server.address) }
        let outgoing = addresses.uniqued.compactMap { scene.roads.taken(by: .host, to: $0)?.lookup.interface }.uniqued
        let strict = scene.strictUplinks(besides: outgoing, settings)
        // Of one uplink alone, it is the one that the packets leave by.
        return strict.isEmpty || (outgoing.isEmpty && strict.count == 1) ? .told([settings.index]) : .open(.noEvidence)
    }

    /// Whether a route or a security module forbade it.
    ///
    /// They give the same error (EACCES), and only a route that was read tells; any other error is not both's.
    var forbiddingRoutes: Word {
        let errors = contacts.flatMap(\.attempts).compactMap(\.attempt.error)
        if finding.cause == .hostPolicyDenied { return errors.contains("EACCES") ? routes : word(ifAny: cited) }
        let isNamed = contacts.allSatisfy { scene.isForbiddenByRoutes($0.remote.address) }
        guard errors.contains("EACCES"), finding.location.culprit == nil, !isNamed else { return word(ifAny: cited) }
        return .open(scene.routes == nil ? .notMeasured : .noEvidence)
    }
}
