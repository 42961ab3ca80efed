import ArgumentParser
import ProbeCore
import ProbeLinux
import Probes
import ProbeScheduler
import ProbeTransport

/// The other side of a run: one vantage, started by `run` with a plan on its standard input.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Internal: run a plan from standard input.", shouldDisplay: false)

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        ProcessSettings.ignoreBrokenPipes()
        // A terminal sends SIGINT to the whole group; the parent decides and then closes standard input.
        ProcessSettings.ignoreInterrupts()
        let answered = await Worker.run(catalog: Catalog.probes) { plan in
            EventLoops.prepare()
            SharedTrust.prepare(plan)
        }
        guard answered else {
            throw Complaint("'edgeprobe worker' is started by 'edgeprobe run' alone.", ExitStatus.usage).said()
        }
    }
}
