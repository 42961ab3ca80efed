import Foundation
import ProbeCore
@testable import ProbeEngine
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import TestSupport
import Testing

/// What engines of several versions answered (Tests/Engines), and what the documents of the API say of versions that none here is.
///
/// Each has edgeAgent on `azure-iot-edge` and another container on the default bridge: no version's answers lose either.
struct RecordedEnginesTests {
    private struct Recording: CustomStringConvertible {
        var description: String
        /// The answers by what was asked.
        var answers: [String: Any]

        var replies: [String: FakeEngine.Reply] {
            get throws {
                try answers.mapValues {
                    .json(String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self))
                }
            }
        }

        /// Changes each description of a container, or of a network where it stands by itself.
        mutating func change(_ kind: String, _ change: (inout [String: Any]) -> Void) {
            for (target, answer) in answers where target.hasPrefix("/\(kind)/") {
                guard var description = answer as? [String: Any] else { continue }
                change(&description)
                answers[target] = description
            }
        }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Answers")

    private static func recordings() throws -> [Recording] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }.map { file in
                let answers = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
                return Recording(
                    description: file.deletingPathExtension().lastPathComponent, answers: try #require(answers))
            }
    }

    /// The way to each vantage that a run without options has.
    private static func choices(
        _ recording: Recording, bridgeMTU: Int = 1500, wayOutMTU: Int? = nil
    ) async throws -> VantageChoices {
        let bridges = [("docker0", "172.17.0.1"), ("podman0", "10.88.0.1"), ("podman1", "172.31.7.1")].map {
            name, address in
            Interface(
                name: InterfaceName(name), addresses: [address].compactMap { IPAddress($0) }, isUp: true,
                mtu: bridgeMTU)
        }
        return try await FakeEngine.with(try recording.replies) { engine in
            let reading = await EngineReading(sockets: [engine.path])
            return await VantageChoices(
                requested: [], edgeNetwork: "azure-iot-edge", wayOutMTU: wayOutMTU, reading: reading,
                interfaces: bridges, permitted: Set(Capability.allCases))
        }
    }

    private static func expectEverything(_ recording: Recording) async throws {
        let choices = try await choices(recording)
        #expect(choices.engine.state == .running && choices.engine.unmeasured.isEmpty, "\(recording)")
        #expect(choices.engine.unanswered == nil && choices.engine.leftOut == nil, "\(recording)")
        let entered = choices.choices.compactMap { choice -> String? in
            guard case .enter(let container) = choice.way else { return nil }
            #expect(container.processID > 1 && choice.network?.source != nil, "\(recording)")
            return "\(choice.vantage) \(container.name) \(container.isModule) \(container.hasOwnResolvers)"
        }
        let isPodman = choices.engine.isPodman
        #expect(
            entered == [
                isPodman ? "docker:bridge keeper-of-bridge false false" : "docker:bridge plain false true",
                "docker:azure-iot-edge edgeAgent true false",
            ], "\(recording)")
        let published = Set(
            choices.publications.map { "\($0.container) \($0.port) \($0.address.map { "\($0)" } ?? "*")" })
        #expect(published == ["edgeAgent 443 *", "edgeAgent 8883 127.0.0.1"], "\(recording)")
    }

    @Test func `each engine that was recorded is measured from inside its containers`() async throws {
        let recordings = try Self.recordings()
        #expect(recordings.count >= 5)
        for recording in recordings {
            try await Self.expectEverything(recording)
            let facts = try await Self.choices(recording).engine
            #expect(facts.description.map { $0.replacing(" ", with: "-") } == recording.description)
        }
    }

    /// Version history of the Engine API: what 1.42 to 1.52 took away or added, of what is asked for here.
    @Test(arguments: [
        (version: "23.0.6", api: "1.42"), ("24.0.9", "1.43"), ("25.0.5", "1.44"), ("27.5.1", "1.47"),
        ("29.1.3", "1.52"),
    ])
    func `versions in between and after say it as well`(version: String, api: String) async throws {
        var recording = try #require(try Self.recordings().first { $0.description == "docker-28.5.2" })
        recording.description = "docker-\(version)"
        let minor = try #require(Int(api.dropFirst(2)))
        recording.answers["/version"] = [
            "Version": version, "ApiVersion": api, "MinAPIVersion": minor >= 52 ? "1.44" : "1.24",
            "Components": [["Name": "Engine", "Version": version]],
        ]
        recording.change("networks") { network in
            if minor < 48 { network["EnableIPv4"] = nil }
            guard minor >= 52 else { return }
            network["Status"] = ["IPAM": ["Subnets": ["172.31.7.0/24": ["IPsInUse": 4, "DynamicIPsAvailable": 252]]]]
        }
        recording.change("containers") { container in
            if minor >= 52 {
                // The containerd image store is the default, and has no graph driver; what was deprecated since 1.21 is gone.
                container["GraphDriver"] = nil
                container["Storage"] = ["RootFS": ["Snapshot": ["Name": "overlayfs"]]]
                let settings = container["NetworkSettings"] as? [String: Any]
                container["NetworkSettings"] = settings?.filter {
                    ["Networks", "Ports", "SandboxID", "SandboxKey"].contains($0.key)
                }
            }
            guard minor < 44, var settings = container["NetworkSettings"] as? [String: Any],
                let networks = settings["Networks"] as? [String: [String: Any]]
            else { return }
            settings["Networks"] = networks.mapValues { $0.filter { !["DNSNames", "GwPriority"].contains($0.key) } }
            container["NetworkSettings"] = settings
        }
        try await Self.expectEverything(recording)
    }

    @Test func `an engine that answers no request without a version is asked with one`() async throws {
        let recording = try #require(try Self.recordings().first { $0.description == "docker-28.5.2" })
        let versioned = Recording(
            description: "versioned",
            answers: Dictionary(uniqueKeysWithValues: recording.answers.map { ("/v1.44\($0.key)", $0.value) }))
        try await Self.expectEverything(versioned)
    }

    /// A network is known by its name, whatever becomes of the form of the rest.
    @Test func `a network that says everything else in another form is named as not measured from`() async throws {
        var recording = try #require(try Self.recordings().first { $0.description == "docker-28.5.2" })
        let networks = try #require(recording.answers["/networks"] as? [[String: Any]])
        let name = { (network: [String: Any]) in network["Name"] as? String }
        recording.answers["/networks"] = networks.map { network in
            guard name(network) == "azure-iot-edge" else { return network }
            return [
                "Name": "azure-iot-edge", "Id": network["Id"] ?? "", "Driver": ["Name": "bridge"], "Options": [1],
                "IPAM": "?",
            ]
        }
        recording.answers["/containers/json"] = [Any]()
        let engine = try await Self.choices(recording).engine
        #expect(engine.unmeasured.map(\.vantage) == [.network("azure-iot-edge")])
    }

    @Test func `without the modules' network the first bridge stands in, with the MTU that will have`() async throws {
        var recording = try #require(try Self.recordings().first { $0.description == "docker-28.5.2" })
        recording.answers["/containers/json"] = [Any]()
        #expect(try await Self.choices(recording).engine.networkToCome == nil)
        let networks = try #require(recording.answers["/networks"] as? [[String: Any]])
        recording.answers["/networks"] = networks.filter { $0["Name"] as? String != "azure-iot-edge" }
        recording.change("networks") { network in
            network["Options"] = ["com.docker.network.driver.mtu": "1400"]
            network["Containers"] = [String: Any]()
        }
        let choices = try await Self.choices(recording)
        let network = try #require(choices.choices.compactMap(\.network).first)
        #expect(choices.engine.networkToCome == "azure-iot-edge" && network.vantage == .bridge)
        #expect(network.standsInFor == "azure-iot-edge" && network.ownMTU == 1400 && network.mtu == 1500)
    }

    /// Engines since Docker 25 give the bridge its MTU, and this device turns back what is larger itself.
    @Test(
        arguments: [
            (1400, 1500, 1400), (1400, nil, 1400), (1400, 1400, 1500), (1450, 1400, 1500), (1500, 1400, 1500),
            (1500, 1500, 1500),
            (1400, 9000, 1400),
        ] as [(Int, Int?, Int)])
    func `no packet is asked for that the bridge itself would turn back`(
        bridge: Int, wayOut: Int?, measured: Int
    ) async throws {
        var recording = try #require(try Self.recordings().first { $0.description == "docker-28.5.2" })
        recording.answers["/containers/json"] = [Any]()
        let networks = try #require(recording.answers["/networks"] as? [[String: Any]])
        recording.answers["/networks"] = networks.filter { $0["Name"] as? String != "azure-iot-edge" }
        recording.change("networks") { network in
            network["Options"] = ["com.docker.network.driver.mtu": "1400"]
            network["Containers"] = [String: Any]()
        }
        let choices = try await Self.choices(recording, bridgeMTU: bridge, wayOutMTU: wayOut).choices
        let choice = try #require(choices.first { $0.vantage == .bridge })
        #expect(choice.network?.mtu == measured)
        // Where it does not stand in, that is said, and nobody takes it for the network to come.
        #expect((choice.network?.standsInFor == nil) == (measured < 1500))
        #expect((choice.note?.english.contains("1500 bytes") ?? false) == (measured < 1500))
    }

    @Test func `what cannot be read of a list at all is counted`() async throws {
        var recording = try #require(try Self.recordings().first { $0.description == "docker-28.5.2" })
        recording.answers["/networks"] = (recording.answers["/networks"] as? [Any] ?? []) + [["Name": 17], "plant"]
        recording.answers["/containers/json"] =
            (recording.answers["/containers/json"] as? [Any] ?? []) + [["Id": NSNull()]]
        let choices = try await Self.choices(recording)
        #expect(choices.engine.leftOut == [LeftOut(.engineNetworks, 2), LeftOut(.engineContainers, 1)])
        let notes = choices.engine.unreadNotes.map(\.english)
        #expect(notes.first?.hasPrefix("2 networks that the container engine lists could not be read") == true)
    }

    @Test func `podman makes a bridge with its first container, which is said where there is none`() async throws {
        var recording = try #require(try Self.recordings().first { $0.description.hasPrefix("podman-5") })
        recording.answers["/containers/json"] = [Any]()
        let choices = try await FakeEngine.with(try recording.replies) { engine in
            await VantageChoices(
                requested: [], edgeNetwork: "azure-iot-edge", reading: await EngineReading(sockets: [engine.path]),
                interfaces: [], permitted: Set(Capability.allCases))
        }
        #expect(
            choices.engine.unmeasured.map { $0.sentence.english.contains("with its first container") } == [true, true])
    }
}
