import ArgumentParser
import ProbeLinux
import Probes

/// The other side of tracing: started by `run` with connections on its standard input, it talks to the kernel alone.
struct TracerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tracer", abstract: "Internal: have the kernel trace connections.", shouldDisplay: false)

    // Taken before this is parsed, see `Main`; declared, so that parsing knows it.
    @Option(help: .hidden) var keep: [String] = []

    func run() async throws {
        ProcessSettings.ignoreBrokenPipes()
        ProcessSettings.forbidCoreDumps()
        // A terminal sends SIGINT to the whole group; the parent decides and then closes standard input.
        ProcessSettings.ignoreInterrupts()
        guard await Tracer.run() else {
            throw Complaint("'edgeprobe tracer' is started by 'edgeprobe run' alone.", ExitStatus.usage).said()
        }
    }
}
