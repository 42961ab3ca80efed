import ProbeCore
import ProbeEvidence
@testable import ProbeConfiguration
import Testing

/// What a file may make a reader do, however it is written.
struct BoundsTests {
    @Test func `members that lie deep have no path of their own each`() throws {
        let spaces = (0..<7).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        for document in [
            try TOMLText.parse("[a.a.a.a.a.a.a]\nb = 1\nc.d = 1\n"),
            try YAMLText.parse(spaces + "       b: 1\n       c:\n        d: 1\n"),
            try JSONText.parse(
                String(repeating: #"{"a":"#, count: 7) + #"{"b":1,"c":{"d":1}}"# + String(repeating: "}", count: 7)),
        ] {
            let path = [String](repeating: "a", count: 7)
            #expect(document.line(of: path + ["b"]) != nil)
            #expect(document.line(of: path + ["c", "d"]) == nil)
        }
    }

    @Test func `no more files of variables are looked for than are read`() throws {
        let lines = (0..<40).map { "EnvironmentFile=/etc/default/\(100 + $0)*\n" }.joined()
        let configuration = try DeviceRoot.with([
            "/etc/systemd/system/docker.service": "[Service]\n" + lines, "/etc/default/100x": "A=0\n",
            "/etc/default/139x": "A=39\n",
        ]) { DeviceConfiguration(root: $0.path) }
        let read = configuration.files.filter { $0.path.description.hasPrefix("/etc/default") }
        #expect(read.map(\.path.description) == ["/etc/default/100x"])
        #expect(configuration.leftOut == [LeftOut(.environmentFiles, 24)])
    }

    @Test func `assignments that systemd passes over are kept up to a number, and the others counted`() throws {
        let lines = (0..<40).map { "export HTTPS_PROXY=http://proxy\($0).example:3128\n" }.joined()
        let evidence = try DeviceRoot.with([
            "/etc/systemd/system/docker.service": "[Service]\nEnvironmentFile=/etc/default/docker\n",
            "/etc/default/docker": lines,
        ]) { ConfigurationEvidence(DeviceConfiguration(root: $0.path)) }
        #expect(evidence.ignored?.count == 32)
        #expect(evidence.leftOut == [LeftOut(.ignoredAssignments, 8)])
    }

    @Test func `problems of the engine's file are named up to a number, and the others counted`() throws {
        let members = (10..<30).map { #""unknown\#($0)": 1"# }.joined(separator: ",")
        let configuration = try DeviceRoot.with(["/etc/docker/daemon.json": "{\(members)}"]) {
            DeviceConfiguration(root: $0.path)
        }
        #expect(configuration.engine?.problems.count == 8)
        #expect(configuration.leftOut == [LeftOut(.fileProblems, 12)])
    }

    @Test func `many stars cost what one does`() {
        let name = String(repeating: "a", count: 255)
        func cost(_ pattern: String) -> Duration {
            (0..<3).map { _ in
                ContinuousClock().measure { #expect(!Wildcard(pattern[...]).matches(name)) }
            }.min() ?? .zero
        }
        #expect(cost(String(repeating: "*", count: 4000) + "b") < cost("*b") * 8 + .milliseconds(50))
    }

    @Test func `twice as many branches of a deployment take hardly more than twice the time`() throws {
        func cost(_ count: Int) throws -> Duration {
            let names = (0..<count).map { #""properties.desired.modules.m.env.A\#($0).value": "x""# }
            let file =
                #"{"$edgeAgent": {"properties.desired": {"modules": {"m": {}}},"#
                + names.joined(separator: ",") + "}}"
            return try (0..<3).map { _ in
                try ContinuousClock().measure {
                    let manifest = try DeploymentManifest(Array(file.utf8), file: LocalText("d.json"), parent: nil)
                    #expect(manifest.evidence.modules.count == 1)
                }
            }.min() ?? .zero
        }
        #expect(try cost(4_000) < cost(1_000) * 8 + .milliseconds(50))
    }
}
