import ProbeCore
@testable import ProbeEngine
import ProbeEvidence
import ProbeLinux
import TestSupport
import Testing

/// An engine on a busy device takes its time with each answer; what it has no time for is named, and the rest used.
struct SlowEngineTests {
    private static func id(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits
    }

    private static let network = """
        {"Name":"plant","Id":"\(id(1))","Driver":"bridge","EnableIPv6":false,"Internal":false,
         "IPAM":{"Config":[{"Subnet":"172.30.9.0/24","Gateway":"172.30.9.1"}]},"Containers":{},"Options":{}}
        """

    private static func container(_ number: Int, _ name: String) -> String {
        """
        {"Id":"\(id(number))","Names":["/\(name)"],"NetworkSettings":{"Networks":{"plant":{}}},"Ports":[]}
        """
    }

    private static func detail(_ process: Int) -> String {
        """
        {"State":{"Running":true,"Pid":\(process)},"HostConfig":{"NetworkMode":"plant"},
         "NetworkSettings":{"Networks":{"plant":{"IPAddress":"172.30.9.7","GlobalIPv6Address":""}}}}
        """
    }

    private static let bridge = Interface(
        name: "br-000000000000", addresses: ["172.30.9.1"].compactMap { IPAddress($0) }, isUp: true, mtu: 1500)

    private static let lists: [String: String] = [
        "/version": #"{"Version":"20.10.24","Components":[]}"#, "/info": #"{"SecurityOptions":[]}"#,
        "/networks": "[\(network)]", "/containers/json": "[\(container(2, "edgeAgent"))]",
    ]

    private func choices(
        _ replies: [String: FakeEngine.Reply], within time: Duration
    ) async throws -> VantageChoices {
        try await FakeEngine.with(replies) { engine in
            let reading = await EngineReading(sockets: [engine.path], until: .now + time)
            return await VantageChoices(
                requested: [.host, .network("plant")], edgeNetwork: "plant", reading: reading,
                interfaces: [Self.bridge], permitted: Set(Capability.allCases))
        }
    }

    @Test func `lists in time are enough to measure from a network`() async throws {
        var replies = Self.lists.mapValues { FakeEngine.Reply.late($0, milliseconds: 400) }
        replies["/networks/\(Self.id(1))"] = .never
        replies["/containers/\(Self.id(2))/json"] = .never
        let choices = try await choices(replies, within: .milliseconds(1_600))
        #expect(choices.engine.state == .running && choices.engine.unmeasured.isEmpty)
        guard case .attach(let attachable)? = choices.choices.last?.way else {
            Issue.record("\(choices.choices)")
            return
        }
        #expect(attachable.candidates.first?.addresses.isEmpty == false)
        #expect(
            choices.engine.unanswered == [
                EngineFacts.Unanswered(.network, about: "plant", isLate: true),
                EngineFacts.Unanswered(.members, about: "plant", isLate: true),
            ])
    }

    @Test func `what is asked at once takes the time of one answer`() async throws {
        var replies = Self.lists.mapValues { FakeEngine.Reply.late($0, milliseconds: 400) }
        replies["/networks/\(Self.id(1))"] = .late(Self.network, milliseconds: 400)
        replies["/containers/\(Self.id(2))/json"] = .late(Self.detail(4711), milliseconds: 400)
        // One after the other they would take 2.4 s.
        let choices = try await choices(replies, within: .milliseconds(1_600))
        guard case .enter(let container)? = choices.choices.last?.way else {
            Issue.record("\(choices.choices) \(choices.engine)")
            return
        }
        #expect(container.name == "edgeAgent" && container.processID == 4711)
        #expect(choices.engine.unanswered == nil)
    }

    @Test func `without a list of containers a network is measured from without them`() async throws {
        for reply in [FakeEngine.Reply.long(5 << 20), .status(500), .never] {
            var replies = Self.lists.mapValues { FakeEngine.Reply.json($0) }
            replies["/networks/\(Self.id(1))"] = .json(Self.network)
            replies["/containers/json"] = reply
            let choices = try await choices(replies, within: .seconds(60))
            #expect(choices.engine.state == .running)
            guard case .attach? = choices.choices.last?.way else {
                Issue.record("\(choices.choices)")
                continue
            }
            #expect(choices.engine.unanswered?.map(\.question) == [.containers])
        }
    }

    @Test func `an engine that is too slow for its networks is said to be`() async throws {
        let replies = Self.lists.mapValues { FakeEngine.Reply.late($0, milliseconds: 2_000) }
        let choices = try await choices(replies, within: .milliseconds(300))
        #expect(choices.engine.state == .unusable)
        #expect(choices.engine.unmeasured.map { $0.sentence.english.contains("--budget") } == [true])
    }

    /// Whoever may start containers starts forty that come before edgeAgent in every list.
    @Test func `IoT Edge's own containers are asked about before anybody else's, and those left out are counted`()
        async throws
    {
        var replies = Self.lists.mapValues { FakeEngine.Reply.json($0) }
        replies["/networks/\(Self.id(1))"] = .json(Self.network)
        let others = (0..<40).map { Self.container(100 + $0, "a\($0)") }
        for number in 0..<40 { replies["/containers/\(Self.id(100 + number))/json"] = .json(Self.detail(100 + number)) }
        replies["/containers/json"] = .json(
            "[" + (others + [Self.container(2, "edgeAgent")]).joined(separator: ",") + "]")
        replies["/containers/\(Self.id(2))/json"] = .json(Self.detail(4711))
        let choices = try await choices(replies, within: .seconds(60))
        guard case .enter(let container)? = choices.choices.last?.way else {
            Issue.record("\(choices.choices)")
            return
        }
        #expect(container.name == "edgeAgent")
        #expect(choices.choices.last?.network?.leftOut == [LeftOut(.candidates, 9)])
    }
}
