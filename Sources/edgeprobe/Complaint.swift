import ArgumentParser
import ProbeCore
import ProbeLinux
import Reports

/// One clear sentence on standard error and the exit code that goes with it.
struct Complaint: Error {
    let sentence: Sentence
    let status: ExitCode

    init(_ sentence: Sentence, _ status: ExitCode) {
        self.sentence = sentence
        self.status = status
    }

    /// With what helps where the command line was wrong: the command that shows its options, and an example.
    var helped: Complaint {
        guard status == ExitStatus.usage else { return self }
        let name = Edgeprobe.command(of: ProcessTitle.arguments)
        let end = sentence.text.last.map { ".?!)".contains($0) } ?? true
        let whole: Sentence = end ? sentence : "\(sentence)."
        guard let example = Edgeprobe.examples[name] else {
            return Complaint("\(whole) See: edgeprobe \(verbatim: name) --help", status)
        }
        return Complaint(
            "\(whole) See: edgeprobe \(verbatim: name) --help; for example: \(verbatim: example)", status)
    }

    /// Says it, as the terminal can show it and without any key of the command line; the exit code is then thrown on.
    ///
    /// - Parameter isAlone: this process has to do with the thread that it has.
    /// - Returns: the exit code.
    func said(alone isAlone: Bool = false) -> ExitCode {
        let display = Delivery.display(isASCII: false, at: .standardOutput)
        let line = display.plain(CommandLineRedaction.sentence(display.spoken { sentence.text }))
        let text = "edgeprobe: \(line)\n"
        if isAlone {
            StandardStreams.writeAlone(toError: text)
        } else {
            try? StandardStreams.write(text, to: .error)
        }
        return status
    }
}

extension ValidationError {
    /// What is wrong with the command line, in the reader's language.
    init(saying sentence: Sentence) { self.init(sentence.text) }
}
