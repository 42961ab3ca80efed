import ArgumentParser
import Dispatch
import ProbeCore
import ProbeLinux
import ProbeScheduler

/// The way in: parses the command line, runs the command, and turns whatever went wrong into one sentence and a code.
@main
enum Main {
    /// Not asynchronous itself: rights are given up while there is one thread, and concurrency starts more.
    static func main() {
        // Those that the run started are told by their parent.
        let isStarted = ["worker", "netfilter"].contains(ProcessTitle.arguments.first)
        if !isStarted { EndingSignal.keep() }
        StandardStreams.occupyClosed()
        SystemLog.spare()
        // Whoever reads a report, or compresses one, may end before it has read all.
        ProcessSettings.ignoreBrokenPipes()
        let arguments = ProcessTitle.arguments
        CommandLineRedaction.maskProcessTitle()
        // What the parent starts has what it has tried.
        if !isStarted { reserve() }
        confine(arguments)
        if !isStarted { EndingSignal.hold() }
        Task {
            await run()
            Edgeprobe.exit()
        }
        dispatchMain()
    }

    private static func reserve() {
        do throws(StartReserve.Shortage) {
            try StartReserve.check()
        } catch {
            Edgeprobe.exit(withError: said { Complaint(error.sentence, ExitStatus.internalError) })
        }
    }

    private static func confine(_ arguments: [String]) {
        do {
            switch arguments.first {
            case "worker", "netfilter": try WorkerPlace.take(Array(arguments.dropFirst()))
            // Listens on the real ports, which takes rights of its own.
            case "emulate-hub": break
            default: try Confinement.confineParent()
            }
        } catch {
            Edgeprobe.exit(
                withError: said {
                    Complaint("rights could not be given up: \(verbatim: "\(error)")", ExitStatus.internalError)
                })
        }
    }

    /// What is wrong before the run has begun, in the reader's language all the same.
    private static func said(_ complaint: () -> Complaint) -> ExitCode {
        Languages(arguments: ProcessTitle.arguments).speakAtOnce { complaint().said(alone: true) }
    }

    private static func run() async {
        // Their arguments were taken already; what the parser needs to know of all commands takes longer than some of them.
        // What they say is for the parent.
        if ["worker", "netfilter"].contains(ProcessTitle.arguments.first) { return await obey([]) }
        let arguments = ConnectionString.replaced(in: ProcessTitle.arguments)
        await Languages(arguments: arguments).speak { await obey(arguments) }
    }

    private static func obey(_ arguments: [String]) async {
        do {
            switch ProcessTitle.arguments.first {
            case "worker": return try await WorkerCommand().run()
            case "netfilter": return try await NetfilterCommand().run()
            default: break
            }
            var command = try Languages.parsing { try Edgeprobe.parseAsRoot(OptionalValues.separated(arguments)) }
            if !RunWatch.commands.contains(Edgeprobe.command(of: arguments)) { EndingSignal.release() }
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            Edgeprobe.exit(withError: code)
        } catch let complaint as Complaint {
            Edgeprobe.exit(withError: complaint.helped.said())
        } catch is StandardStreams.WriteFailure {
            Edgeprobe.exit(withError: unwritten.said())
        } catch {
            EndingSignal.release()
            Edgeprobe.exit(withError: explain(error))
        }
    }

    private static let unwritten = Complaint("standard output could not be written.", ExitStatus.reportNotWritten)

    /// Help and versions go to standard output as they are; everything else is one sentence without what a pasted
    /// argument may hold of control characters.
    private static func explain(_ error: any Error) -> ExitCode {
        let code = Edgeprobe.exitCode(for: error)
        guard !code.isSuccess else {
            do {
                try StandardStreams.write(page(Edgeprobe.fullMessage(for: error)) + "\n", to: .output)
                return code
            } catch {
                return unwritten.said()
            }
        }
        let status = code == .validationFailure ? ExitStatus.usage : code == .failure ? ExitStatus.internalError : code
        let lines = CommandLineRedaction.sentence(Edgeprobe.message(for: error)).split(separator: "\n")
        // The parser lists what an option takes, a line each.
        let values = lines.filter { $0.hasPrefix("  - ") }.map { $0.dropFirst(4) }
        let words = lines.filter { !$0.hasPrefix("  - ") }.joined(separator: " ")
        let text = values.isEmpty ? words : words + " " + values.joined(separator: ", ") + "."
        let complaint = Misspelling.explained(ParserWords.sentence(text), text)
        let isKey = ProcessTitle.arguments.contains { !$0.hasPrefix("-") && !SecretKeys.keys(in: $0).isEmpty }
        let discarded: Sentence = "a key was given where none belongs; it was discarded."
        return Complaint(isKey && text.contains("***") ? discarded : complaint, status).helped.said()
    }

    /// The parser's own help in English, ours in the reader's language.
    private static func page(_ message: String) -> String {
        Languages.parsing {
            guard Phrasebook.current != nil, message.hasPrefix("OVERVIEW: "), let model = try? HelpModel.read() else {
                return message
            }
            let name = Edgeprobe.named(in: ProcessTitle.arguments)
            return HelpPage(of: name, in: model, columns: StandardStreams.size(of: .output).columns)?.text ?? message
        }
    }
}
