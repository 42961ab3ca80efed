import Glibc
import ProbeCore
import ProbeEvidence
@testable import ProbeLinux
import TestSupport
import Testing

/// The kernel names the rules that packets meet, and keeps the table no longer than the process that asked.
extension InLab {
    private static let port: UInt16 = 45_671

    private func events(of listener: borrowing TraceListener) throws -> [TraceEvent] {
        var events: [TraceEvent] = []
        while true {
            let heard = try listener.listen()
            #expect(!heard.hasLost)
            guard !heard.events.isEmpty else { return events }
            events += heard.events
        }
    }

    private func connect(to remote: SocketAddress, from port: UInt16) async throws {
        _ = try await TCP.connect(
            to: remote, options: TCP.Options(origin: TCP.Origin(address: nil, port: port)),
            deadline: .now + .milliseconds(300)
        ).socket?.close()
    }

    @Test(arguments: [Lab.v4, Lab.v6])
    func `a rule that drops a traced packet is told by its handle`(remote: SocketAddress) async throws {
        try Lab.rules("tcp dport 443 drop", hook: "output", on: nil)
        let listener = try TraceListener()
        var table = try TraceTable()
        try table.trace(PacketFlow(source: nil, port: Self.port, to: remote))
        try await connect(to: remote, from: Self.port)
        let events = try events(of: listener)
        let own = events.filter { $0.table == table.name }
        #expect(own.first?.chain == TraceTable.Chain.firstOut.rawValue)
        #expect(own.first?.flow?.sourcePort == Self.port && own.first?.flow?.destination == remote)
        let drop = try #require(events.first { $0.verdict == .dropped })
        let listed = try Shell.run("nft --handle list ruleset")
        #expect(listed.contains("drop # handle \(drop.handle ?? 0)"), "\(listed)")
    }

    @Test func `what leaves is seen behind every other chain, and its answers once they are asked for`() async throws {
        let listener = try TraceListener()
        var table = try TraceTable()
        try table.trace(PacketFlow(source: nil, port: Self.port, to: Lab.v4))
        try await connect(to: Lab.v4, from: Self.port)
        let left = try events(of: listener).filter { $0.chain == TraceTable.Chain.lastOut.rawValue }
        let flow = try #require(left.first?.flow)
        #expect(flow.source?.description == "198.51.100.10" && flow.sourcePort == Self.port)
        try table.trace(try #require(flow.reversed))
        try await connect(to: Lab.v4, from: Self.port + 1)
        #expect(try events(of: listener).isEmpty, "another port's packets are nobody's business")
    }

    @Test func `the table is gone with its owner, and nobody else may change it`() throws {
        do {
            let table = try TraceTable()
            #expect(try Shell.run("nft list ruleset").contains("flags owner"))
            #expect(throws: (any Error).self) { try Shell.run("nft delete table inet \(table.name)") }
        }
        #expect(!(try Shell.run("nft list tables")).contains("edgeprobe"))
    }

    @Test func `a second table of the same process is refused whole`() throws {
        let table = try TraceTable()
        #expect(throws: NetlinkError.self) { _ = try TraceTable() }
        #expect(try Shell.run("nft list table inet \(table.name)").contains("last-out"))
    }
}
