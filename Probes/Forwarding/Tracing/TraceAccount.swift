import ProbeCore
import ProbeEvidence
import ProbeLinux

/// Makes traces of connections out of what the kernel tells of packets, one event after the other.
///
/// Others may have packets traced at the same time: what did not begin in the table's own chains is nobody's here.
struct TraceAccount {
    private(set) var traces: PacketTraces
    private let table: String
    private let rules: Ruleset
    private var packets: [UInt32: Packet] = [:]
    private var answers: [PacketFlow: Int] = [:]

    private struct Packet {
        let trace: Int
        let isAnswer: Bool
        /// Where it is by now.
        var hook: String?
    }

    /// A connection attempt has three packets, or four.
    private static let mostPackets = 4096

    init(_ connections: [TracedConnection], table: String, rules: Ruleset) {
        traces = PacketTraces(traces: connections.map { PacketTrace($0) })
        self.table = table
        self.rules = rules
    }

    /// Something was lost.
    mutating func miss() { traces.isIncomplete = true }

    /// Takes an event over.
    ///
    /// - Returns: the flow of answers that are to be traced too, as soon as it is known.
    mutating func take(_ event: TraceEvent) -> PacketFlow? {
        let own = event.table == table && event.familyName == "inet" ? TraceTable.Chain(rawValue: event.chain) : nil
        guard var packet = packet(of: event, isMarked: own?.isFirst ?? false) else { return nil }
        if event.flow != nil, own == nil { packet.hook = chain(of: event)?.hook }
        packets[event.packet] = packet
        var new: PacketFlow?
        let trace = packet.trace
        let way: WritableKeyPath<PacketTrace, PacketTrace.Way> = packet.isAnswer ? \.back : \.there
        switch (own, event.verdict) {
        case (let own?, _) where own.isFirst:
            // Both the rule that marks the packet and the chain's end are told.
            if event.handle != nil { traces.traces[trace][keyPath: way].seen += 1 }
        case (.some, _):
            traces.traces[trace][keyPath: way].passed += 1
            // By now it has the addresses that answers will come back to.
            if !packet.isAnswer, let answer = event.flow?.reversed, answers[answer] == nil {
                answers[answer] = trace
                new = answer
            }
        case (nil, .dropped):
            guard let (place, isRejected) = end(of: event, at: packet.hook) else {
                miss()
                break
            }
            traces.traces[trace][keyPath: way].place = place
            traces.traces[trace][keyPath: way].isRejected = isRejected
        case (nil, .queued): traces.traces[trace][keyPath: way].queue = end(of: event, at: packet.hook)?.place
        case (nil, .accepted), (nil, .goesOn): break
        }
        return new
    }

    /// Whose packet it is.
    ///
    /// The kernel's number of a packet holds within one hook alone, so that the headers tell first: a base chain begins with
    /// them. What is traced at all was marked by its own flow, or by somebody else.
    private mutating func packet(of event: TraceEvent, isMarked: Bool) -> Packet? {
        if packets.count >= Self.mostPackets { packets = [:] }
        guard let flow = event.flow else { return packets[event.packet] }
        if let trace = answers[flow] { return Packet(trace: trace, isAnswer: true) }
        if let trace = connection(where: { PacketFlow($0).covers(flow) }) {
            return Packet(trace: trace, isAnswer: false)
        }
        guard !isMarked else { return nil }
        if let trace = connection(where: { $0.isEnd(of: flow, at: flow.source, flow.sourcePort) }) {
            return Packet(trace: trace, isAnswer: false)
        }
        return connection(where: { $0.isEnd(of: flow, at: flow.destination.address, flow.destination.port) }).map {
            Packet(trace: $0, isAnswer: true)
        }
    }

    private func connection(where matches: (TracedConnection) -> Bool) -> Int? {
        traces.traces.firstIndex { matches($0.connection) }
    }

    private func chain(of event: TraceEvent) -> Ruleset.Chain? {
        event.familyName.flatMap { family in
            rules.chains[Ruleset.ChainName(family: family, table: event.table, name: event.chain)]
        }
    }

    /// The rule or policy; nothing where it was not there when the rules were read.
    private func end(of event: TraceEvent, at hook: String?) -> (place: RulePlace, isRejected: Bool)? {
        guard let chain = chain(of: event) else { return nil }
        var (place, isRejected) = (RulePlace(chain), false)
        if let handle = event.handle {
            guard let rule = chain.rules.firstIndex(where: { $0.handle.map { UInt64(clamping: $0) } == handle }) else {
                return nil
            }
            place = RulePlace(chain, rule: rule)
            isRejected = chain.rules[rule].rejects
        }
        place.hook = (chain.hook ?? hook).flatMap { RulePlace.Hook(rawValue: $0) }
        return (place, isRejected)
    }
}

extension PacketFlow {
    init(_ connection: TracedConnection) {
        self.init(source: connection.source, port: connection.port, to: connection.remote)
    }
}

extension TracedConnection {
    /// Whether an end of a flow is this one's, while rules translate either.
    fileprivate func isEnd(of flow: PacketFlow, at address: IPAddress?, _ port: UInt16) -> Bool {
        port == self.port && (address == source || flow.hasEnd(remote))
    }
}

extension PacketFlow {
    fileprivate func hasEnd(_ end: SocketAddress) -> Bool {
        destination == end || (source == end.address && sourcePort == end.port)
    }
}

extension Ruleset.Rule {
    /// The sender is told.
    fileprivate var rejects: Bool {
        statements.contains { $0["reject"] != nil || $0["xt"]?["name"]?.text == "REJECT" }
    }
}
