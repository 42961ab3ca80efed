import ArgumentParser
import ProbeApplication
import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import ProbeGuidance
import Probes
import Reports

/// Judges a recorded survey again with today's rules.
struct DiagnoseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diagnose", abstract: "Judge a recorded JSON report again with today's rules.")

    @Argument(help: "A JSON report.", completion: .recordings)
    var recording: String

    @OptionGroup var choice: HubChoice
    @OptionGroup var reports: ReportOptions

    func run() async throws {
        try reports.checkDestinations()
        let recorded = try ReportArgument.read(recording, about: choice.name)
        var report = recorded.report
        report.diagnosis = Diagnosis(prescribingFor: report.survey)
        report.notes += recorded.notes
        guard try await Delivery.deliver(report, as: reports) else { throw ExitStatus.reportNotWritten }
        let status = ExitStatus.of(report.diagnosis, isStrict: reports.strict)
        if status != .success { throw status }
    }
}
