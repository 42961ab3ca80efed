import FoundationEssentials
import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import ProbeLinux
import ProbeMeasurement
import ProbeScheduler
@testable import Probes
import Reports
import Synchronization
import Testing

/// The whole catalogue against a server that puts the same bytes into every field it controls.
@Suite(.timeLimit(.minutes(2)), .serialized)
struct HostileServerTests {
    /// What the server puts into its fields; the cases have names, because a test's arguments are printed as they are.
    enum Hostility: CaseIterable {
        /// Bytes that HTTP allows in a header: an 8-bit CSI, markup, a quote and a right-to-left override.
        case allowed
        /// Bytes that HTTP does not allow: a title, a cleared screen, NUL, and a line of a report of its own.
        case forbidden

        var text: String {
            switch self {
            case .allowed: "\u{9b}31m<b onload=x>'\u{202e}x"
            case .forbidden: "\u{1b}]0;owned\u{7}\u{1b}[2J\0\r\nREADY  all is well\r\n"
            }
        }

        /// Means the same to every protocol.
        var twin: String {
            switch self {
            case .allowed: "\u{df}plain words, no more than that"
            case .forbidden: "\u{1b}plain words\r\nno header line\r\n"
            }
        }

        var quoted: String {
            switch self {
            case .allowed: "\\xc2\\x9b31m<b onload=x>'\\xe2\\x80\\xaex"
            case .forbidden: "\\x1b]0;owned\\x07\\x1b[2J\\x00\\r\\nREADY"
            }
        }
    }

    private static let password = "pa\u{df}word-never-shown"

    @Test(arguments: Hostility.allCases)
    func `hostile text changes nothing in a report but what it quotes`(hostility: Hostility) async throws {
        let report = try await Self.report(on: .init(text: hostility.text))
        let twin = try await Self.report(on: .init(text: hostility.twin))
        #expect(Self.essence(of: report) == Self.essence(of: twin))
        let strings = try Self.strings(of: report)
        #expect(strings.contains { $0.contains(hostility.quoted) })
        Self.check(report, strings)
    }

    @Test func `ten megabytes in a field are cut, and the run ends as with a short one`() async throws {
        let report = try await Self.report(on: .init(text: "0123456789", repetitions: 1_000_000))
        Self.check(report, try Self.strings(of: report))
        #expect(try JSONReport.render(report).utf8.count < 400_000)
    }

    // MARK: - Runs

    private static func report(on payload: HostileServer.Payload) async throws -> Report {
        try await HostileServer.with(payload) { server in
            let refusing = try RefusingPort(at: try #require(IPAddress("127.0.0.1")))
            var plan = Plan(hub: try HostName(validating: HostileServer.hub))
            plan.services.dps = try HostName(validating: "dps.example")
            plan.services.registries = [try HostName(validating: "registry.example")]
            plan.services.isDemonstration = true
            plan.services.trust = TrustedRoots(given: server.root, onlyGiven: true)
            plan.limits.attemptTimeout = Seconds(2)
            plan.services.proxy = Proxy(
                ProxyAddress(.address(server.plain.address), port: server.plain.port),
                credentials: Credentials(user: "device", password: password), source: .commandLine)
            // What fails calls for every control and for the portals' pages.
            plan.services.redirections =
                [redirection(plan.services.dps, nil, to: refusing.address)]
                + [443, 5671, 8883].map { redirection(nil, $0, to: server.secure) }
                + [redirection(nil, 80, to: server.plain)]
            let observations = Mutex<[Observation]>([])
            await CatalogRun(plan: plan, probes: Catalog.probes).run(until: { try? await Task.sleep(for: .seconds(60)) }
            ) {
                if case .concluded(_, let observation) = $0 { observations.withLock { $0.append(observation) } }
            }
            withExtendedLifetime(refusing) {}
            let startedAt = Timestamp(secondsSince1970: 1_800_000_000)
            let survey = Survey(
                assignment: Assignment(plan), startedAt: startedAt, observations: observations.withLock { $0 })
            return Report(
                toolVersion: "0",
                run: .init(
                    id: "0", startedAt: startedAt, duration: Seconds(1), isComplete: true, arguments: []),
                device: .init(hostname: "gateway", os: "os", kernel: "kernel", engine: nil, capabilities: []),
                survey: survey,
                diagnosis: Guidance.completed(
                    Diagnosis(of: survey), assignment: survey.assignment, facts: Guidance.Facts()))
        }
    }

    private static func redirection(
        _ host: HostName?, _ port: UInt16?, to address: SocketAddress
    ) -> Redirection {
        Redirection(host: host, port: port, target: .address(address.address), targetPort: address.port)
    }

    // MARK: - Reports

    /// What a report says, without what it quotes.
    private static func essence(of report: Report) -> [String] {
        [report.diagnosis.verdict.rawValue]
            + report.diagnosis.findings.map { "\($0.cause.rawValue) \($0.severity.rawValue) \($0.owner.rawValue)" }
    }

    private static func check(_ report: Report, _ strings: [String]) {
        for string in strings {
            // Only the commands of remedies have lines, and they quote nothing.
            let isCommand = string.contains("\n") && !["owned", "onload", "READY"].contains(where: string.contains)
            #expect(
                string.unicodeScalars.allSatisfy { isPrintable($0) || (isCommand && $0 == "\n") },
                "\(string.debugDescription)")
            #expect(!string.contains(password) && !string.contains("cGHDn3dvcmQ"), "\(string.debugDescription)")
            // A text from the network is at most 800 bytes of an HTTP header, each escaped; a certificate is longer.
            #expect(string.utf8.count <= 4000, "\(string.prefix(200))")
        }
        for options in [Display(), .init(isASCII: true)] {
            let text = TextReport.render(report, options)
            #expect(
                text.unicodeScalars.allSatisfy { $0 == "\n" || isPrintable($0) && (!options.isASCII || $0.isASCII) })
            #expect(text.split(separator: "\n").count { $0.hasPrefix("READY") } == 0)
            #expect(!text.contains(password))
            #expect(text.utf8.count < 40_000)
        }
    }

    /// ASCII, and the typographic characters of the product's own sentences.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        (0x20...0x7e).contains(scalar.value) || "·…–—→×≤≥±µ‘’“”".unicodeScalars.contains(scalar)
    }

    /// Every member's name and every text of the JSON report.
    private static func strings(of report: Report) throws -> [String] {
        let text = try JSONReport.render(report)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || isPrintable($0) })
        return try JSONDecoder().decode(JSONTexts.self, from: Data(text.utf8)).all
    }
}

/// The texts in any JSON; PEM, which has lines, without them.
private struct JSONTexts: Decodable {
    var all: [String] = []

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            all = [text.hasPrefix("-----BEGIN CERTIFICATE-----\n") ? text.filter { $0 != "\n" } : text]
        } else if let members = try? value.decode([String: JSONTexts].self) {
            all = members.flatMap { [$0.key] + $0.value.all }
        } else if let elements = try? value.decode([JSONTexts].self) {
            all = elements.flatMap(\.all)
        }
    }
}
