import ArgumentParser
import ProbeLinux
import ProbeMeasurement

/// The command line.
struct Edgeprobe: AsyncParsableCommand {
    /// What is being worked on or released, as the changelog begins; no package is made of a tag that says another.
    private static let release = "0.2.0"

    /// As packages say it and `make install`: that of the tag, or one that sorts before it and names the commit.
    static let version = PackagedVersion.text ?? release

    /// The version, and on a second line what is linked in.
    static var described: String {
        LinkedLibraries.description.map { "\(version)\nlinked with \($0)" } ?? version
    }

    static let configuration = CommandConfiguration(
        commandName: "edgeprobe",
        abstract: """
            Example: sudo edgeprobe --hub myhub.azure-devices.net

            Says what stands between an Azure IoT Edge device and its hub, where, who owns it, and what removes it.
            """,
        discussion: """
            Needs no device identity, no container image and no privilege. A run leaves no change behind; \
            'edgeprobe plan' prints what it would contact.

            Exit codes: 0 ready or degraded (with --strict only ready without a warning), 1 blocked, 2 inconclusive, 64 \
            usage, 70 internal error, 73 a report could not be written, 129/130/143 hung up on, interrupted, terminated (a \
            partial report was still written).
            """,
        version: described,
        subcommands: [
            RunCommand.self, DemoCommand.self, PlanCommand.self, RulesCommand.self, DiagnoseCommand.self,
            FixCommand.self, VerifyCommand.self, CompareCommand.self, ExplainCommand.self, GuideCommand.self,
            ListCommand.self, WorkerCommand.self, NetfilterCommand.self,
            AccountCommand.self,
            EmulateHubCommand.self,
        ],
        defaultSubcommand: RunCommand.self)
}
