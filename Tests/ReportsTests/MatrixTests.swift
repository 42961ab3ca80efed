import ProbeCore
import ProbeDiagnosis
import ProbeFindings
@testable import Reports
import Testing

struct MatrixTests {
    private func matrix(_ report: Report) -> Matrix {
        Picture(of: report.diagnosis, in: Scene(of: report.survey)).matrix
    }

    private func row(_ name: String, in report: Report) -> [Matrix.Cell] {
        let matrix = matrix(report)
        return matrix.rows.first { matrix.name(of: $0) == name }?.cells ?? []
    }

    @Test func `a ladder's time runs from its first rung's start to its last one's end`() throws {
        let report = try Samples.healthy()
        // 0.052 + 0.022 - 0.013, as the sample has it for HTTPS from the host.
        #expect(row("HTTPS", in: report).first == .works(Seconds(0.061), .direct))
        #expect(row("name (DNS)", in: report).first == .works(Seconds(0.012), .direct))
    }

    @Test func `services are asked from the host only, and the others show nothing`() throws {
        #expect(row("DPS", in: try Samples.healthy()) == [.works(Seconds(0.064), .direct), .absent, .absent])
    }

    @Test func `a failed cell names the finding that says why`() throws {
        let report = try Samples.onePortFiltered()
        #expect(row("AMQP", in: report) == [.fails(1), .fails(1), .fails(1)])
        #expect(row("MQTT", in: report).allSatisfy { $0 != .fails(1) })
    }

    @Test func `a finding of the group stands for its members`() throws {
        let report = try Samples.only443()
        #expect(row("AMQP", in: report).first == .fails(1))
        #expect(row("MQTT", in: report).first == .fails(1))
        #expect(row("HTTPS", in: report).first == .works(Seconds(0.061), .direct))
    }

    @Test func `a name that fails in containers is shown there and not on the host`() throws {
        let report = try Samples.containersOnly()
        #expect(row("name (DNS)", in: report) == [.works(Seconds(0.012), .direct), .fails(1)])
        #expect(row("AMQP", in: report).last == .fails(1))
    }

    @Test func `a closed proxy stands for the ports beside it where it explains them`() throws {
        var report = try Samples.onePortFiltered()
        let symptom = report.diagnosis.findings[0]
        report.diagnosis.findings = [
            Finding(
                .proxyDenied, .error, from: symptom.vantages, about: Finding.Subject(), owner: .proxy,
                confidence: .certain, summary: "Denied.", evidence: [], refutedBy: "")
        ]
        #expect(row("AMQP", in: report).first == .fails(nil))
        report.diagnosis.findings[0].explains = [symptom.cause]
        #expect(row("AMQP", in: report).first == .fails(1))
    }

    @Test func `what is closed and not needed is no failure`() throws {
        #expect(row("MQTT", in: try Samples.notNeeded()) == [.fallsShort(1)])
    }

    @Test func `what works only through the proxy is marked`() throws {
        let report = try Samples.proxy()
        guard case .works(_, .proxy)? = row("HTTPS", in: report).first else {
            Issue.record("HTTPS works through the proxy")
            return
        }
        guard case .works(_, .proxy)? = row("DPS", in: report).first else {
            Issue.record("DPS works through the proxy")
            return
        }
        #expect(row("AMQP", in: report) == [.fails(1)])
    }

    @Test func `what was neither proven nor refuted is unknown`() throws {
        #expect(row("AMQP", in: try Samples.interrupted()) == [.unknown(because: "it was neither proven nor refuted")])
    }

    @Test func `a local port conflict is not blamed for a transport`() throws {
        var report = try Samples.only443()
        report.diagnosis.findings.insert(
            Finding(
                .hostPortConflict, .error, from: [.host], about: Finding.Subject(port: 5671), owner: .device,
                confidence: .certain, summary: "A web server holds 5671.", evidence: [], refutedBy: ""), at: 0)
        #expect(row("AMQP", in: report).first == .fails(2))
    }

    @Test func `a registry whose ladder stands does so in spite of a dead second address`() throws {
        var report = try Samples.healthy()
        report.diagnosis.findings = [Self.aboutRegistry(.tcpDroppedIP, host: "mcr.microsoft.com")]
        guard case .works? = row("registry", in: report).first else {
            Issue.record("the registry works")
            return
        }
    }

    @Test func `a registry whose data endpoint is blocked fails`() throws {
        var report = try Samples.healthy()
        report.diagnosis.findings = [
            Self.aboutRegistry(.registryDataEndpointBlocked, host: "eastus.data.mcr.microsoft.com")
        ]
        #expect(row("registry", in: report).first == .fails(1))
    }

    private static func aboutRegistry(_ cause: Cause, host: String) -> Finding {
        Finding(
            cause, .warning, from: [.host], about: Finding.Subject(host: Host(host)), owner: .siteNetwork,
            confidence: .certain, summary: "Something about it.", evidence: [], refutedBy: "")
    }
}

/// The rows about the device itself.
struct DeviceRowTests {
    private func matrix(_ report: Report) -> Matrix {
        Picture(of: report.diagnosis, in: Scene(of: report.survey)).matrix
    }

    private func texts(_ name: String, in report: Report) -> [String] {
        matrix(report).remarks.first { $0.name == name }?.parts.map(\.words) ?? []
    }

    @Test func `ports, name and clock have rows of their own where the run looked at them`() throws {
        #expect(matrix(try Samples.healthy()).remarks.isEmpty)
        let report = try Samples.device()
        #expect(texts("local ports", in: report) == ["443 free", "5671 free", "8883 free"])
        #expect(
            texts("device", in: report) == [
                "hostname", "clock (0.2 s behind)", "link", "configuration as they should be",
            ])
        #expect(matrix(report).remarks.flatMap(\.parts).allSatisfy { $0.isRight == true })
    }

    @Test func `a port that is taken names its holder and its finding`() throws {
        let report = try Samples.portTaken()
        #expect(texts("local ports", in: report) == ["443 nginx [1]", "5671 free", "8883 free"])
        #expect(matrix(report).remarks.first?.parts.map(\.isRight) == [false, true, true])
    }

    @Test func `a name that is wrong is marked, and the rest stays right`() throws {
        var report = try Samples.device()
        report.diagnosis.findings = [
            Finding(
                .hostHostnameTooLong, .error, from: [.host], about: Finding.Subject(), owner: .device,
                confidence: .certain, summary: "Too long.", evidence: [], refutedBy: "")
        ]
        #expect(
            texts("device", in: report) == ["hostname [1]", "clock (0.2 s behind) ok", "link ok", "configuration ok"])
    }
}
