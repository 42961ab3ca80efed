import ArgumentParser
import ProbeLinux
import Reports

/// One clear sentence on standard error and the exit code that goes with it.
struct Complaint: Error {
    let sentence: String
    let status: ExitCode

    init(_ sentence: String, _ status: ExitCode) {
        self.sentence = sentence
        self.status = status
    }

    /// With what helps where the command line was wrong: the command that shows its options, and an example.
    var helped: Complaint {
        guard status == ExitStatus.usage else { return self }
        let name = Edgeprobe.command(of: ProcessTitle.arguments)
        let example = Edgeprobe.examples[name].map { "; for example: \($0)" } ?? ""
        let end = sentence.last.map { ".?!)".contains($0) } ?? true
        return Complaint("\(sentence)\(end ? "" : ".") See: edgeprobe \(name) --help\(example)", status)
    }

    /// Says it, as the terminal can show it; the exit code is then thrown on.
    func said() -> ExitCode {
        let line = Delivery.display(isASCII: false, at: .standardOutput).plain(sentence)
        try? StandardStreams.write("edgeprobe: \(line)\n", to: .error)
        return status
    }
}
