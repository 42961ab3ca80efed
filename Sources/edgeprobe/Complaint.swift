import ArgumentParser
import ProbeLinux

/// One clear sentence on standard error and the exit code that goes with it.
struct Complaint: Error {
    let sentence: String
    let status: ExitCode

    init(_ sentence: String, _ status: ExitCode) {
        self.sentence = sentence
        self.status = status
    }

    /// Says it; the exit code is then thrown on.
    func said() -> ExitCode {
        try? StandardStreams.write("edgeprobe: \(sentence)\n", to: .error)
        return status
    }
}
