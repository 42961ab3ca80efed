import ProbeLinux
import Reports

/// What commands say that write no report.
enum Printing {
    /// Writes lines as the place that they go to can show them: no character beyond ASCII where the locale has none.
    static func write(_ text: @autoclosure () -> String) throws(StandardStreams.WriteFailure) {
        let display = Delivery.display(isASCII: false, at: .standardOutput)
        let lines = display.spoken(text).split(separator: "\n", omittingEmptySubsequences: false).map {
            display.plain(String($0))
        }
        try StandardStreams.write(lines.joined(separator: "\n"), to: .output)
    }
}
