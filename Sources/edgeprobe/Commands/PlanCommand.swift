import ArgumentParser
import ProbeApplication
import ProbeCore
import ProbeEngine
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import Probes

/// Prints what a run would contact, from where and with which rights; contacts nothing.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "What a run would contact, from where, with which rights; contacts nothing.")

    @OptionGroup var options: RunOptions
    @OptionGroup var logs: LogOptions
    @OptionGroup var language: LanguageOption

    func run() async throws {
        let (plan, notes) = try options.plan()
        // What a run could not read is said here already.
        try logs.check()
        let choices = await options.vantages().choices(until: .now + VantageOptions.patience)
        try Printing.write(
            ((notes + ConfinementGap.notes).map { phrase("Note: \($0)") } + VantageList(choices).lines
                + ContactList(plan).lines + logs.lines(root: options.configRoot, engine: choices.engine))
                .joined(separator: "\n") + "\n")
    }
}
