import ProbeCore
import ProbeEvidence

extension Survey {
    /// A walk with the observation that tells it.
    typealias Walked = (observation: Int, walk: PacketWalk)

    /// All walks as the rules were read, those to services first.
    var walksAsRead: [Walked] {
        seen(WalkRules.self, from: .host).flatMap { seen in seen.evidence.walks.map { (seen.index, $0) } }
            + seen(WalkRulesToResolvers.self, from: .host).flatMap { seen in
                seen.evidence.walks.map { (seen.index, $0) }
            }
    }

    /// The walks of packets to services, with what the kernel told of traced ones where reading the rules could not tell.
    var walksToServices: [Walked] {
        seen(WalkRules.self, from: .host).flatMap { seen in seen.evidence.walks.map { told($0, by: seen.index) } }
    }

    /// The walks of queries to resolvers, told in the same way.
    var walksToResolvers: [Walked] {
        seen(WalkRulesToResolvers.self, from: .host).flatMap { seen in
            seen.evidence.walks.map { told($0, by: seen.index) }
        }
    }

    private func told(_ walk: PacketWalk, by observation: Int) -> Walked {
        guard walk.isOpen, walk.packet.network == .tcp else { return (observation, walk) }
        return seen(TracePackets.self, from: .host).lazy.compactMap { seen -> Walked? in
            seen.evidence.traces.lazy.filter { $0.concerns(walk) && self.isRepeated($0.connection) }.compactMap {
                trace in
                trace.end(of: walk, isIncomplete: seen.evidence.isIncomplete).map { (seen.index, $0) }
            }.first
        }.first ?? (observation, walk)
    }

    /// The connection failed while it was traced as well: one that opens tells nothing about the one that did not.
    private func isRepeated(_ connection: TracedConnection) -> Bool {
        let attempts = seen(ConnectTraced.self, from: connection.vantage).flatMap(\.evidence.attempts).filter {
            $0.remote == connection.remote && $0.localAddress.map { $0.port == connection.port } ?? true
        }
        return !attempts.isEmpty && attempts.allSatisfy { $0.result == .silent || $0.result == .failed }
    }
}

extension PacketTrace {
    fileprivate func concerns(_ walk: PacketWalk) -> Bool {
        guard walk.remote == connection.remote else { return false }
        return switch walk.origin {
        case .answer(let network): connection.origin == .container(network: network)
        case .host, .bound, .container: connection.origin == walk.origin
        }
    }

    /// The walk as the kernel saw the packet go it; nothing where that is no more than the rules say.
    fileprivate func end(of walk: PacketWalk, isIncomplete: Bool) -> PacketWalk? {
        let way = walk.packet.isAnswer ? back : there
        var told = walk
        told.unclear = []
        told.unclearLeftOut = nil
        if let place = way.place {
            // One that lets some packets pass may not be all that is in the way.
            guard way.passed == 0 else { return nil }
            told.verdict = way.isRejected ? .rejected : .dropped
            told.place = place
            return told
        }
        // It came in and never got out: nobody takes it from the queue, or a rule that is not traced has it.
        if !isIncomplete, way.seen > 0, way.passed == 0 {
            let candidates = (walk.unclear + [walk.place].compactMap { $0 }).uniqued
            told.verdict = .dropped
            told.place = way.queue ?? (candidates.count == 1 && walk.unclearLeftOut == nil ? candidates.first : nil)
            told.unclear = told.place == nil ? walk.unclear : []
            return told
        }
        // What lies below the IP layer comes before the first chain of all, or behind the last.
        guard !isIncomplete, way.queue == nil, walk.unclearLeftOut == nil,
            (walk.unclear + [walk.place].compactMap { $0 }).allSatisfy({ ["inet", "ip", "ip6"].contains($0.family) })
        else { return nil }
        let passes = way.passed > 0 && way.passed >= way.seen
        // Where no answer came in at all, no rule stopped one.
        guard passes || (walk.packet.isAnswer && isUnanswered) else { return nil }
        told.verdict = .passes
        told.place = nil
        return told
    }
}
