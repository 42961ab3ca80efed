import ArgumentParser
import Dispatch
import ProbeLinux
import ProbeScheduler

/// The way in: parses the command line, runs the command, and turns whatever went wrong into one sentence and a code.
@main
enum Main {
    /// Not asynchronous itself: rights are given up while there is one thread, and concurrency starts more.
    static func main() {
        StandardStreams.occupyClosed()
        let arguments = ProcessTitle.arguments
        CommandLineRedaction.maskProcessTitle()
        // What the parent starts has what it has tried.
        if !["worker", "netfilter"].contains(arguments.first) { reserve() }
        confine(arguments)
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
            Edgeprobe.exit(withError: Complaint(error.description, ExitStatus.internalError).said())
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
                withError: Complaint("rights could not be given up: \(error)", ExitStatus.internalError).said())
        }
    }

    private static func run() async {
        do {
            switch ProcessTitle.arguments.first {
            // Their arguments were taken already; what the parser needs to know of all commands takes longer than some of them.
            case "worker": return try await WorkerCommand().run()
            case "netfilter": return try await NetfilterCommand().run()
            default: break
            }
            let arguments = ConnectionString.replaced(in: ProcessTitle.arguments)
            var command = try Edgeprobe.parseAsRoot(OptionalValues.separated(arguments))
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
                try StandardStreams.write(Edgeprobe.fullMessage(for: error) + "\n", to: .output)
                return code
            } catch {
                return unwritten.said()
            }
        }
        let status = code == .validationFailure ? ExitStatus.usage : code == .failure ? ExitStatus.internalError : code
        let text = CommandLineRedaction.sentence(Edgeprobe.message(for: error)).split(separator: "\n")
        return Complaint(text.joined(separator: " "), status).helped.said()
    }
}
