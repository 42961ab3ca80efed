import ArgumentParser
import ProbeCore
import ProbeFindings
import ProbeGuidance
import ProbeLinux
import Reports

/// Procedures for a device with IoT Edge: Linux and Windows hosts, releases before 1.2 and since.
struct GuideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guide",
        abstract: "How things are done on a device: logs, configuration, ports, images and so on.",
        discussion: "Texts to paste begin at the left margin. An example: edgeprobe guide container-dns --host linux")

    @Argument(help: "A topic, such as container-dns; without one they are all listed.", completion: .topics)
    var topic: String?

    @Option(help: "Only for this kind of host: linux or windows.")
    var host: Procedure.Host?

    @Option(help: "Only for this release of IoT Edge: 1.1 stands for all before 1.2, 1.2 for all since.")
    var release: Procedure.Release?

    @OptionGroup var language: LanguageOption

    func run() throws {
        guard let topic else {
            try Printing.write(ListCommand.topics.joined(separator: "\n") + "\n")
            return
        }
        guard let known = GuideTopic(rawValue: topic.lowercased()) else {
            throw Complaint(Self.unknown(topic), ExitStatus.usage)
        }
        try Printing.write(ProcedureSheet(known, known.procedure, for: host, release).text)
    }

    private static func unknown(_ text: String) -> Sentence {
        let nearest = Spelling.nearest(to: text, among: GuideTopic.allCases, by: \.rawValue).map(\.rawValue)
        let name = CommandLineRedaction.sentence(text).printable
        let others = nearest.joined(separator: ", ")
        return nearest.isEmpty
            ? "the guide has no topic \(verbatim: name). 'edgeprobe guide' lists the topics."
            : """
            the guide has no topic \(verbatim: name). Did you mean \(verbatim: others)? 'edgeprobe guide' lists all.
            """
    }
}

extension Procedure.Host: ExpressibleByArgument {}

extension Procedure.Release: ExpressibleByArgument {
    package init?(argument: String) { self.init(version: argument) }
}
