import ArgumentParser
import ProbeCore
import ProbeLinux
import Probes

/// The other side of reading and tracing the firewall's rules: it talks to the kernel alone.
struct NetfilterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "netfilter", abstract: "Internal: ask the kernel about its packet filter.", shouldDisplay: false)

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        ProcessSettings.ignoreBrokenPipes()
        // A terminal sends SIGINT to the whole group; the parent decides and then closes standard input.
        ProcessSettings.ignoreInterrupts()
        guard await NetfilterHelper.run() else {
            throw Complaint("'edgeprobe netfilter' is started by 'edgeprobe run' alone.", ExitStatus.usage).said()
        }
    }
}
