import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import ProbeGuidance
import TestSupport
import Testing

/// Remedies for files, applied twice to the files that they are for: the second time changes nothing more.
struct FileRemedyTests {
    private func remedy(_ cause: Cause, _ place: FilePlace) throws -> Remedy {
        let finding = Finding(
            cause, .warning, from: [.host], about: Finding.Subject(process: place.path), owner: .device,
            confidence: .certain, summary: "", location: Finding.Location(kind: .thisDevice, culprit: .file(place)),
            evidence: [], refutedBy: "")
        let assignment = try #require(try GuidanceTests.assignments().first)
        return try #require(Guidance.remedies(for: finding, in: assignment).first)
    }

    private func expect(_ before: String, at path: String, _ command: String, becomes after: String) {
        let script = """
            mount -t tmpfs tmpfs /etc
            mkdir -p "$(dirname \(path))"
            printf '%b' '\(before)' > \(path)
            printf '%b' '\(after)' > /etc/expected
            systemctl() { [ "$1" != is-active ]; }
            dockerd() { :; }
            once() { \(command)
            }
            once
            cmp \(path) /etc/expected
            once
            cmp \(path) /etc/expected
            """
        #expect(Sandbox.run(script) == 0, "\(command)")
    }

    @Test(
        .enabled(if: Sandbox.isPossible),
        arguments: [
            (
                IgnoredReason.specifier, 2, nil, "[Service]\\nA=a%%40b %%%%\\nB=%%\\n",
                "[Service]\\nA=a%%%%40b %%%%\\nB=%%\\n"
            ),
            (
                .replaced, 2, 3, "[Service]\\nA=%%h \\\\\\\\\\n %%40\\nB=%%\\n",
                "[Service]\\nA=%%%%h \\\\\\\\\\n %%%%40\\nB=%%\\n"
            ),
            (.export, 1, nil, "export A=a%%40\\n", "A=a%%40\\n"),
        ] as [(IgnoredReason, Int, Int?, String, String)])
    func `an assignment becomes what systemd takes`(
        reason: IgnoredReason, line: Int, lastLine: Int?, before: String, after: String
    ) throws {
        var place = FilePlace(LocalText("/etc/systemd/system/docker.service.d/proxy.conf"), line: line)
        place.lastLine = lastLine
        place.ignored = reason
        let remedy = try remedy(.proxyEnvMismatch, place)
        #expect(remedy.id == .repairAssignment)
        let text = try #require(remedy.commands.first { $0.dialect == .systemd }).text
        expect(
            before.replacing("%%", with: "%"), at: place.path.description, text,
            becomes: after.replacing("%%", with: "%"))
    }

    @Test(
        .enabled(if: Sandbox.hasPython),
        arguments: [
            (SyntaxProblem.byteOrderMark, nil, "\\0357\\0273\\0277{}\\n", "{}\\n"),
            (.givenTwice, "hosts", "{\"hosts\": [\"fd://\"], \"mtu\": 1400}", "{\\n  \"mtu\": 1400\\n}"),
        ] as [(SyntaxProblem, String?, String, String)])
    func `the engine's file becomes what the engine takes`(
        problem: SyntaxProblem, member: String?, before: String, after: String
    ) throws {
        var place = FilePlace(LocalText("/etc/docker/daemon.json"), line: 1)
        place.problem = problem
        place.member = member.map { LocalText($0) }
        let remedy = try remedy(.configMalformed, place)
        #expect(remedy.id == .repairEngineFile)
        let text = try #require(remedy.commands.first).text
        expect(before, at: "/etc/docker/daemon.json", text, becomes: after)
    }

    @Test(
        arguments: [
            ("/etc/aziot/config.toml", "iotedge config apply"),
            ("/etc/iotedge/config.yaml", "systemctl restart iotedge"),
            ("/var/snap/docker/current/config/daemon.json", "snap restart docker"),
            ("/etc/docker/daemon.json", "systemctl restart docker"),
        ])
    func `a file's owner is started again its own way`(path: String, command: String) throws {
        let remedy = try remedy(.configMalformed, FilePlace(LocalText(path), line: 3))
        let text = try #require(remedy.commands.first).text
        #expect(text.hasSuffix(command))
    }
}
